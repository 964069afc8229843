"""The standard health service (grpc.health.v1): that of a server, and how one is asked."""
