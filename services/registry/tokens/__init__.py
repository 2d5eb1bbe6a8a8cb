"""Tokens (トークン) of machine clients: an organization's systems fetch data with them, without a login (AUT-8)."""
