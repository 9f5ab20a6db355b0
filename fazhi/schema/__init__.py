"""The one declaration of every table: record types whose fields carry type and description.

`columns` says how a column is declared, `curated`, `layers` and `quality` declare the tables, `catalogue` lists
them, `arrow` turns records into columns. The Parquet schemas, the data dictionary, the Frictionless descriptor and
the generated expectations all follow from here.
"""
