"""SearchService: paths, people and commits."""
