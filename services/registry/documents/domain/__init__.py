"""The rules of attached documents: pure functions of a file's name, bytes and circumstances. Standard library only."""
