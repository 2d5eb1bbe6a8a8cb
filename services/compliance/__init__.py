"""Compliance (遵守): custody of acquired records and the duties to delete them; cases and sanctions later.

Owns holdings and their duties. Publishes confirmed deletions; consumes acquisitions, guidance, blocks and acceptances. Never
changes what another service owns: what follows from its decisions follows by event.
"""
