"""The public lists of organizations (利用団体一覧): current and terminated, with the history of every entry (REG-14)."""
