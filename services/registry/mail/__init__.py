"""Mail to organizations and seekers: what is written (`templates`), queued (`outgoing`) and sent (`mailer`).

A mail is a row written in the transaction of what it tells, so it exists exactly when its cause does, and a mail that
can't be sent never blocks one. The mailer, a process of its own, sends it over SMTP.
"""
