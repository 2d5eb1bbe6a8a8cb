"""Rotation of the keys that personal data is sealed under (SEE-2), by command while everything runs."""
