"""Login: password, one-time password, remembered browsers, sessions (AUT-1 to AUT-6)."""
