"""The look and the make of official papers as PDF, shared by all who print one; what a paper says is its printer's own.

`layout` the look: A4, one typeface, ruled tables, page numbers · `typeface` the embedded font · `line_breaking` where Japanese
text may be broken · `archival` PDF/A-2b. Pure functions: the same paper is the same bytes. Printing takes some 50 ms of processor
time and more for a long list; a green thread runs it through `eventlet.tpool`. The typeface and its licence: see NOTICE.
"""
