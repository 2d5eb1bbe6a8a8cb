"""A simulated year of applications, day by day, against the oracle of the law."""
