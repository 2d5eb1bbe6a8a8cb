"""What follows from sanctions in every service, over years of random histories (CMP-9, CMP-14)."""
