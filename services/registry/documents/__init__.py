"""Documents attached to applications (添付書類, REG-8): filed by the applicant or the bureau, sealed, read by both alone.

`domain` what may be filed · `inspection` what a file really holds, found out in a process of its own · `usecases`.
"""
