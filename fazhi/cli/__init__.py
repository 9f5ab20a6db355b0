"""The command line: arguments, progress, exit codes. Calls flows; nothing imports it."""
