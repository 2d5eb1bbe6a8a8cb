"""Accounts (アカウント): an e-mail address as ID, a password, and in whose name they act (REG-11, AUT)."""
