"""Compliance (遵守): custody of acquired records and the duties to delete them; cases, orders and the standing of organizations.

Owns holdings and their duties (`custody`), cases (`cases`), orders under the Employment Security Act and measures on
organizations (`standing`), cases that follow orders (`order_cases`), what is overdue (`watch`), reports of seekers and refused demands
(`conduct`), and the audit log (`audit`); `members` are organizations as the registry tells of them. Publishes confirmed deletions,
`case_advanced`, `case_referred`, `organization_standing_changed`, `business_order_changed`, `bureau_told_of_order` and
`bureau_prompted`; consumes acquisitions, guidance, blocks, acceptances, reports and refused demands, `report_filed` and
`organization_changed`. Never changes what another service owns: what follows from its decisions follows by event.
"""
