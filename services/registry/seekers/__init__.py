"""Job seekers (求職者): what is provided of them, to whom and until when; their personal data; the feed they come from."""
