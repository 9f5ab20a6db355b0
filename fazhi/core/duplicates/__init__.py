"""Near-duplicates: the same report on its own site, on mirrors and as a PDF is one report.

`sketch` says what a text is like, `likeness` whether two sketches are of one report, `quality` which copy is better,
`copies` which copy of each report is kept. Nothing here depends on the order in which documents arrive.
"""
