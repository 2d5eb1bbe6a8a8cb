"""What staff decide and record: one function a use case, one transaction each.

`deciding` measures on organizations · `ending` what the calendar ends · `telling` the standing, to others and its readers ·
`orders` orders under the Employment Security Act.
"""
