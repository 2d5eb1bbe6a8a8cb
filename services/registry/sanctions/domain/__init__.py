"""The rules of sanctions in the registry: pure functions of facts."""
