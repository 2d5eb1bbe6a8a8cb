"""The law as the tests read it, apart from the project's code: holidays as a literal table, the Civil Code day by day.

Nothing here imports the project. Slow and plain on purpose: it is what the calendar and the rules are held against.
"""
