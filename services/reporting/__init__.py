"""Reporting (報告): statistics of the service, drawn from events alone.

Consumes the facts of all other services. Publishes nothing yet. Never holds a record of a single seeker beyond an ID.
"""
