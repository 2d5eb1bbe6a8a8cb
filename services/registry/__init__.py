"""Registry (登録): who takes part. Accounts, organizations and their applications, job seekers, mail.

Owns accounts (`accounts`), organizations and their applications (`organizations`, papers in `forms`, terms of use in
`terms`), bureaus, offices and other reference data (`reference`), job seekers with their personal data apart from the
provided record (`seekers`), and outgoing mail (`mail`).
Publishes `organization_changed`, `seekers_changed`, `password_changed`. Consumes messaging's `guidance_sent`,
`reply_sent` and `question_asked`, to tell people by e-mail that a message waits (`notices`).
Never lets personal data out but in mail to the person (SEE-2); keeps it sealed (`personal_data`).
"""
