"""Text in, records out. Knows no Prefect, no Great Expectations, no pandas, no disk but its own knowledge tables."""
