"""Random histories of a decade of cases, and an oracle of them written from the terms' text (CMP-1 to CMP-14)."""
