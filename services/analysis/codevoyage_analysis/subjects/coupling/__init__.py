"""CouplingService: files, and folders, that change in the same commits."""
