"""Complaints (苦情): made, answered, taken to the authority, kept in each organization's register and handed in (CMP-12)."""
