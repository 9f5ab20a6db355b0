"""The benchmark: a reproducible corpus through the whole pipeline, beside the stack that a user could assemble."""
