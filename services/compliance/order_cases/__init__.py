"""Cases on orders under the Employment Security Act: opened on each organization under the number, its bureau told (CMP-2)."""
