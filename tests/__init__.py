"""All tests; each folder says what may be faked in it."""
