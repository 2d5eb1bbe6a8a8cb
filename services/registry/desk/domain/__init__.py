"""The rules of a bureau's desk: pure functions of facts and a day. Standard library only."""
