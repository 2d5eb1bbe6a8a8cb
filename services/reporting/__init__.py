"""Reporting (報告): statistics of the service, drawn from events alone, and the usage reports of organizations.

Consumes the facts of all other services. Owns usage reports (`usage_reports`), publishes `report_filed` and `report_reminded`.
Never holds a record of a single seeker beyond an ID.
"""
