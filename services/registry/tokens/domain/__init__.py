"""Rules of tokens."""
