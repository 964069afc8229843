"""ContributorService: who works on it, who works with whom, and what programs helped to write."""
