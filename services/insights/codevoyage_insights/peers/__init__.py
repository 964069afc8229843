"""The other services, as this one calls them."""
