"""Whether the site is open, and how much may be asked of it: maintenance (OPS-1) and access limits (OPS-2).

`maintenance` and `access_limits` the rules · `storage` what operations announced · `usecases` how they do it · `doors` what every
request passes · `command` the same for an operator at a terminal, also while nobody can log in.
"""
