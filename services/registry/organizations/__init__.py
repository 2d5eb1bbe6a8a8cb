"""Organizations (利用団体) and their applications: registration, receipt of the form, decision, lapse (REG)."""
