"""Messaging's queries, a file a concept. Rows become dataclasses or plain values here and nowhere else."""
