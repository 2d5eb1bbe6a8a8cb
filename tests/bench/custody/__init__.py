"""Custody of 100,000 records of one organization when its service ends (MSG-11)."""
