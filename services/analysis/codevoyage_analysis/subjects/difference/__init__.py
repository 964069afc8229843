"""DifferenceService: two states of a repository, or two repositories."""
