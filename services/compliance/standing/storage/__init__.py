"""Queries of standing: rows to domain objects and back.

`measures` measures and standings · `orders` orders against numbers.
"""
