"""The watch over what is overdue (CMP-6): kept from events, looked at by date, the bureau prompted.

Each duty can be run for a day, twice without harm, and catches up days that it missed (CAL-6); what it decides takes effect
at that moment and is never dated back (CMP-14).
"""
