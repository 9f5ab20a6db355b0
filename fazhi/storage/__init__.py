"""Layers on disk: paths, atomic writes, the commit of a batch. The only code that knows where a table lies."""
