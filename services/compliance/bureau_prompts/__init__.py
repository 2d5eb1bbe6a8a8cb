"""What bureaus are prompted to do in cases, about what is overdue (CMP-6) and about orders (CMP-2), and what became of it."""
