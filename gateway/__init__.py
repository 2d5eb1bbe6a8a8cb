"""The one way in: HTTP to calls of services.

Owns logins: challenges, sessions, remembered browsers and limits of attempts (AUT-1 to AUT-6), in a database of its own.
Consumes `password_changed`, `account_closed` and `organization_changed`, to end sessions (a small process beside it).
Knows no rule but those; asks nobody's standing; never sees an address of anyone.
"""
