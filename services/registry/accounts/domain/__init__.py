"""The rules of accounts and authentication keys: pure functions of facts and an instant. Standard library only."""
