"""The rules of usage reports: pure functions of facts and a day. Standard library and the legal calendar only.

`filing` what may be filed, and why not · `years` for which years one is owed, and when it is reminded of.
"""
