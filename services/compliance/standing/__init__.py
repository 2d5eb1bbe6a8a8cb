"""Orders of labour bureaus under the Employment Security Act, and how organizations stand (CMP-2, CMP-9, CMP-10, CMP-14)."""
