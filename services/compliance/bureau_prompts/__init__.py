"""What bureaus are prompted to do in cases, about what is overdue (CMP-6), about orders (CMP-2) and about every other case
that waits for them (CMP-13), and what became of it."""
