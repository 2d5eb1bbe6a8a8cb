"""What applicants and bureau staff do with applications: one function a use case, one transaction each.

`registration` by the applicant · `decision` by the bureau · `queue` what the bureau has before it · `papers` as PDF.
"""
