"""Hosts that misbehave, on loopback."""
