"""Queries of custody: `facts` what happened · `holdings` what follows from it."""
