"""Sanctions as compliance tells of them: the standing of organizations, bars and orders against numbers (REG-2, CMP-9)."""
