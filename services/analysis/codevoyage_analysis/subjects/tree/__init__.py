"""TreeService: the tree at any moment, and the interval table."""
