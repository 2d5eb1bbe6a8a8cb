"""The chain: pure functions · `reasons` why something is refused."""
