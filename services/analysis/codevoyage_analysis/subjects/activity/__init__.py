"""ActivityService: what happened when."""
