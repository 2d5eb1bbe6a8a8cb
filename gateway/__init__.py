"""The HTTP gateway: login, routes, errors to HTTP. No rules but AUT-2 to AUT-5."""
