"""How many seekers block an organization: above a threshold its bureau gets a case to check and guide (CMP-11)."""
