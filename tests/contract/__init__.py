"""Against real servers: nothing of the database or the broker is faked here."""
