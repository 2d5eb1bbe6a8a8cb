"""How organizations treat seekers, as messaging tells of it: reports by seekers (MSG-9), refused demands (MSG-8), refused
applications (MSG-13), their cases."""
