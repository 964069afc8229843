"""EraService: the eras of a history, and its turning points."""
