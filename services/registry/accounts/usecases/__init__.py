"""What accounts do: log in (`login`), open My Page or set a password with a mailed key (`keys`), are made for staff (`staff`)."""
