"""Registry (登録): who takes part. Accounts, organizations and their applications, job seekers, mail.

Owns accounts, organizations and their applications, bureaus and offices, job seekers (personal data apart from the
provided record), reference data, the address book and outgoing mail. Publishes the state of organizations and of
seekers' provided records. Never lets personal data out (SEE-2).
"""
