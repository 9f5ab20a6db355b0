"""What each stage does with one chunk: read it, call the core, write it. Knows no Prefect: runs in light processes."""
