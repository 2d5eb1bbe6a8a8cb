"""What the law says must happen to an organization, day by day: the independent oracle of the simulated year.

Written from the rules (REG-1, REG-3, REG-5, REG-7, REG-9, REG-13, REG-16, CAL-2 to CAL-4, CMP-6) and their sources alone. It
imports nothing of the project, counts as `tests.law` does, and knows nothing of how the registry decides or stores. Slow and
plain on purpose.

`periods`: the dates; `kinds`: who may use what; `filings`: one application; `course`: an organization through its days.
"""
