"""What staff and organizations do in cases: one function a use case, one transaction each.

`acting` the steps · `annulling` wrong decisions taken back · `by_rule` cases that a rule opens · `correcting` records that opened a case
and are corrected · `direct` a suspension or its end decided from the organization's page, through its case · `openness` which cases are
open, told to others · `showing` cases to both sides · `writing` what a step leaves behind.
"""
