"""Programs that make or check the reference files at authoring time; nothing of the running system needs them."""
