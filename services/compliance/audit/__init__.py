"""The audit log (監査記録, OPS-3): entries of all services in one chain of hashes, appended and never changed."""
