"""How organizations write to seekers, as messaging tells of it: reports by seekers (MSG-9), refused demands (MSG-8), their cases."""
