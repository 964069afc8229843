"""The command as a client of the public services: everything it knows of an analysis, it asks through the gateway."""
