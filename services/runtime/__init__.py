"""What every service needs to run: database, outbox, inbox, entrypoints, clock, logs, metrics. No domain word in it."""
