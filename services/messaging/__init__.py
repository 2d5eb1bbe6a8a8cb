"""Messaging (メッセージ): guidance, questions and answers, blocks, and the daily cap.

Consumes the registry's seekers and organizations. Publishes what was sent, blocked, applied for and accepted.
Never knows an address or a name (MSG-6).
"""
