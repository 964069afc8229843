"""The whole product as a person or a script has it: the command, grpcurl through the gateway, traces in Jaeger."""
