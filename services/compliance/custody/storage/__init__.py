"""Queries of custody: rows to domain objects and back.

`facts` what happened · `holdings` what follows from it · `lists` as people ask for them · `reviews` what is to be decided anew ·
`told` what others know · `certificates` of deletion.
"""
