"""What is decided or chosen has its effect everywhere: over HTTP alone, on a site of its own."""
