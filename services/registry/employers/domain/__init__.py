"""The rules of establishments and of requests for a My Page: pure functions of facts and a day. Standard library only."""
