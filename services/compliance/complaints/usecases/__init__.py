"""What complainants, organizations and staff do with complaints: one function a use case, one transaction each.

`handling` new ones and their steps · `answering` what an organization may write to who complained · `showing` them to each side ·
`registers` demanded and handed in · `telling` by event, `ending` by date what is over.
"""
