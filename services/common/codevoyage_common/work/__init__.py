"""Long work: the broker, the worker process, claims with leases and fences, wake-ups."""
