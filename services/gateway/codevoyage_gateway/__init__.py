"""The only door: one Envoy configuration from one template, and the server of the built page."""
