"""Custody of acquired seeker records: who holds which, until when, and the duties to delete them (MSG-11, MSG-12, SRC-7)."""
