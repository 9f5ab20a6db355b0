"""One Prefect task a stage: it hands a chunk to a process of the pure core and reports. One task run a chunk."""
