"""The rules of cases: pure functions of facts and a day. Standard library, the legal calendar and standing's domain only.

`section_8` section 8 of the terms as a table, `municipal` what stands in its place for that class, `provisions` which of both holds ·
`files` what is known of a case · `steps` state × event → state · `rules` why a step is refused · `playing` a step with what follows
from it · `repeats` when a breach may end in termination · `periods` due dates · `deciding` who may decide which measure ·
`inquiries` what an organization sees of one on a suspected offence · `watching` what the calendar does · `reasons` why something
is refused.
"""
