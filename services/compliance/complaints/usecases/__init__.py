"""What complainants, organizations and staff do with complaints: one function a use case, one transaction each.

`making` new ones · `handling` their steps · `showing` them to each side · `registers` demanded and handed in · `telling` by event.
"""
