"""How often duties run, in seconds."""

SECONDS = 5.0
MINUTE = 60.0
HOUR = 3600.0
