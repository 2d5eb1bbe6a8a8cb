"""Histories of one organization and one seeker, and what the terms say of them."""
