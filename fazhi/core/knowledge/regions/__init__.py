"""Regions of GB/T 2260 with their history and short names, and the townships below them: tables and their origin.

`regions.tsv` and `townships.tsv` were made by `rebuild` from the packages that their headers name; `aliases.tsv` and
`ordinary.txt` were written by hand and feed it.
"""
