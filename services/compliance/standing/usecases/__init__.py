"""What staff decide and record: one function a use case, one transaction each.

`ending` what the calendar ends · `telling` the standing, to others and its readers · `orders` orders under the Employment
Security Act. Measures are decided in cases (`compliance.cases`).
"""
