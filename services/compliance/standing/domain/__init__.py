"""The rules of orders and standing: pure functions of facts and a day. Standard library and the legal calendar only.

`grounds` on what a measure may rest · `measures` what is decided, when it is in force, and the standing that follows ·
`deciding` who may decide what and when · `orders` under the Employment Security Act · `reasons` why something is refused.
"""
