"""The search index: tantivy over the read model (architecture.md, decision 4). Disposable, rebuilt from the table.

`schema` what a document holds · `documents` from row to document · `generations` folders and the switch between them ·
`writer` and `follower` the one process that writes · `rebuild` the whole anew · `reader` what search processes hold ·
`conditions`, `facets`, `cursor` what a question becomes.
"""
