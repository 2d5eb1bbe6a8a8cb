"""What organizations must have done by a day, watched until it is done: CMP-6 by date, and what the bureau is prompted to do."""
