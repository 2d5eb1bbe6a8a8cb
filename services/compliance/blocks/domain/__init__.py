"""The rule of CMP-11: pure functions of figures. Standard library only."""
