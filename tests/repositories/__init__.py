"""Repositories that tests make, and git itself asked for the truth about them."""
