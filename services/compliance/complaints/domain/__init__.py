"""The rules of complaints: pure. Standard library only.

`handling` who may do what next, and what becomes of a complaint · `seeing` which side sees which step · `reasons` why not.
"""
