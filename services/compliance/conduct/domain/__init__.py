"""The rules of what opens a case: pure functions of facts and settings."""
