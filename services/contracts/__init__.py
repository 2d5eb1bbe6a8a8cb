"""What crosses the bus: operations, events, error codes and reference codes.

The one thing others may import of a service. Imports marshmallow only.
"""
