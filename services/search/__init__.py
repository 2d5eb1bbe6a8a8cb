"""Search (検索): what may be found. A read model of seekers' provided records and the index over it.

Consumes the registry's seekers and organizations, messaging's blocks and guidance, and compliance's states of custody.
Publishes acquisitions of records (SRC-7).
Never decides anything about an organization or a seeker.
"""
