"""Cases (事案): how a suspected breach is established, corrected or sanctioned, step by step (CMP-1 to CMP-14)."""
