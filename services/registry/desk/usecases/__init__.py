"""What staff do at the desk, a module a subject: `queues`, `proposals`, `letters`, `bureau_address`, `paper`."""
