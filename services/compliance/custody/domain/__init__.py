"""The rules of custody: pure functions of facts and a day. Standard library and the legal calendar only.

`facts` what is known of a pair · `deciding` how long a record may be held and when it must be deleted · `ageing` when a duty is
called late · `reasons` why something is refused.
"""
