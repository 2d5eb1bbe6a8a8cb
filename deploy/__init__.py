"""How the system is run: the local stack, images, broker definitions, runbook."""
