"""The chain: pure functions."""
