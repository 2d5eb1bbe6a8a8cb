"""Reference data in the registry's database (REG-17): loaded from the versioned files, never written otherwise."""
