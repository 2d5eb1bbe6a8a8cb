"""Scheduled duties: run by command, for a day, and twice (CAL-6)."""
