"""Saved searches of organizations' accounts, and the daily look for new hits (SRC-6).

`usecases` what an account does with its own · `noticing` the duty that looks and tells · `storage` the queries of both.
"""
