"""Lives of organizations, drawn so that they meet the law at its edges: the last day, the day after, year end, May.

`filings`: what becomes of one application; `lives`: which applications an organization makes. What the draw may not decide
(whether a form came in time, a renewal is open yet, REG-3 is met) the oracle says.
"""
