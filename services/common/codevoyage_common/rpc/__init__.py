"""gRPC: how servers start and drain, how channels are made, how errors travel."""
