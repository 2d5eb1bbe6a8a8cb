"""What is done with establishments: asking for a My Page, the office's desk, the employer's own page."""
