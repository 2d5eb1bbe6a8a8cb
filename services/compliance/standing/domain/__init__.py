"""The rules of orders and standing: pure functions of facts and a day. Standard library and the legal calendar only.

`grounds` the words of measures · `measures` when one is in force, and the standing that follows · `orders` under the Employment
Security Act · `reasons` why something is refused. Who may decide what, and when, is the business of `compliance.cases`.
"""
