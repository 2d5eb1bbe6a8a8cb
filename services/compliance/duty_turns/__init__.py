"""Turns of duties over many organizations: one after the other, and those that fail behind all others."""
