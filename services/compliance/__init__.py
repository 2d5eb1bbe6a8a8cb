"""Compliance (遵守): custody of acquired records and the duties to delete them; cases, orders and the standing of organizations.

Owns holdings and their duties (`custody`), cases (`cases`), orders under the Employment Security Act and measures on
organizations (`standing`), cases that follow orders (`order_cases`), what is overdue (`watch`), reports of seekers and refused demands
(`conduct`), seekers who block an organization (`blocks`), complaints and their registers (`complaints`), and the audit log (`audit`);
`members` are organizations as the registry tells of them, `duty_turns` the turns of duties over many of them. Publishes
`record_deleted`, `deletion_demanded` and `custody_changed`; `case_advanced`, `case_changed` and `case_referred`;
`complaint_advanced`, `complaint_changed` and `register_demanded`; `organization_standing_changed`, `suspension_ended`,
`decision_withdrawn`, `business_order_changed`, `order_followed`, `bureau_prompted`, `staff_prompted` and `audit_log_sealed`. Consumes
acquisitions, guidance, blocks, acceptances,
reports and refused demands, refused applications, fees without an explanation, `report_filed`, `organization_changed`,
`seekers_joined`, its own standings, and what every service records for the audit log. Never changes what another service owns: what
follows from its decisions follows by event.
"""
