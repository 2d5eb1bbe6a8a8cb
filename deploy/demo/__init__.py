"""The demo data and the play."""
