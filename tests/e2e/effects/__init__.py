"""What is decided or chosen has its effect everywhere, on a site of its own: asked over HTTP as people do.

How far services have come is read in their databases, so that nothing waits longer than it must; what must go on while the
site is closed to people is asked on the bus.
"""
