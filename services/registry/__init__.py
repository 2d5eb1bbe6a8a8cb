"""Registry (登録): who takes part. Accounts, organizations and their applications, job seekers, mail.

Owns accounts (`accounts`), organizations and their applications (`organizations`, papers in `forms`, terms of use in
`terms`), bureaus, offices and other reference data (`reference`), job seekers with their personal data apart from the
provided record (`seekers`), establishments of employers (`employers`), sanctions as compliance decides them (`sanctions`),
the public lists (`public_list`), and outgoing mail (`mail`).
Publishes `organization_changed`, `seekers_changed`, `seekers_joined`, `employer_changed`, `password_changed`, `account_closed`. Consumes
messaging's `guidance_sent`, `reply_sent` and `question_asked`, to tell people by e-mail that a message waits (`notices`), and
compliance's `organization_standing_changed`, `business_order_changed` and `case_advanced`.
Never lets personal data out but in mail to the person (SEE-2); keeps it sealed (`personal_data`).
"""
