"""How well personal data is found in texts (MSG-8): labelled texts, figures by kind, the report."""
