"""Organizations as the registry tells of them: what custody, standing and cases rest their decisions on."""
