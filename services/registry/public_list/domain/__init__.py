"""The rules of the public lists: pure functions of facts."""
