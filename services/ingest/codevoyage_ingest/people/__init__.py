"""Who is who: which of the names and addresses that commits carry are one person, and which are programs."""
