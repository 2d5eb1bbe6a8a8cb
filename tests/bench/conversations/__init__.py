"""Lists of and search in own conversations."""
