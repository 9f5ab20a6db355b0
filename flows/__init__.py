"""One flow a kind of run: which stage after which, nothing else."""
