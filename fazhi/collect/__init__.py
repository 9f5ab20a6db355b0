"""Collect: a list of URLs to items of a batch, politely, within limits, from public addresses only.

listing → addresses · connection · robots · turns · crew → asking (one request) → attachments → collecting (all of it);
visits is what a run remembers for the next one, warc_out keeps what was fetched as a file.
"""
