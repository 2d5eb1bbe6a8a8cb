"""Access limits (OPS-2): what the gateway announces is told to the organizations concerned."""
