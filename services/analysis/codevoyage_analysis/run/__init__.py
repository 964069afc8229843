"""One run in a worker: read the facts, compute results, have them described."""
