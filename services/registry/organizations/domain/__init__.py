"""The rules of organizations and their applications: pure functions of facts and a day. Standard library only.

`kinds` who may use what · `application` what is applied for · `eligibility` may it be registered · `lifecycle` the
states of an application · `decisions` what bureau and calendar do to one · `reasons` why something is refused.
"""
