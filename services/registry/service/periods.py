"""How often duties run, in seconds."""

MINUTE = 60.0
HOUR = 3600.0
