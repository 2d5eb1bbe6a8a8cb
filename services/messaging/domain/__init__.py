"""The rules of messages: pure functions of facts and a day. Standard library and the legal calendar only.

`dispatch` the daily cap and what becomes of a batch · `guidance` the text the system makes · `information_change` what is told
when it changes · `custody` how long a conversation stays open · `placement` applications and acceptances · `templates` what may be
filled into own texts · `reasons` why something is refused.
"""
