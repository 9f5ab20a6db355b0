"""Layers on disk or in an object store: places, atomic writes, the lock, the commit of a batch.

The only code that knows where a table lies.
"""
