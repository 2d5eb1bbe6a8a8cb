"""Messaging (メッセージ): guidance, own texts, questions and answers, blocks, the daily cap, applications and acceptances.

Owns conversations and their messages. Publishes what was sent, blocked, applied for and accepted; consumes the registry's
organizations, seekers and joined records, search's acquisitions (MSG-12 counts from them) and compliance's confirmed deletions, open
cases and complaints.
Never knows an address or a name (MSG-6).
"""
