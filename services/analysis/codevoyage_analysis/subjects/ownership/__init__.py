"""OwnershipService: whose code it is, and what is lost when somebody leaves."""
