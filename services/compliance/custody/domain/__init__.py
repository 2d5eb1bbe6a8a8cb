"""The rules of custody: pure functions of facts and a day. Standard library and the legal calendar only.

`deciding` how long a record may be held and when it must be deleted · `reasons` why something is refused.
"""
