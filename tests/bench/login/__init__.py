"""Logins with a one-time password, end to end, beside the hash alone."""
