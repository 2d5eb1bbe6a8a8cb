"""Usage reports (利用状況報告) of organizations: filed, corrected, reminded of (RPT-1, RPT-2)."""
