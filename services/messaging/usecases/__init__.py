"""What messaging does, one function a use case, each in the one transaction of its `Work`.

Locks are always taken in this order: organization, day's count, conversation. Who sends holds the organization's row
shared; a block, a change of the organization and an acquisition hold it against sending. So a message is committed either
before a block or not at all (MSG-7).
"""
