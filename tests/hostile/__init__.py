"""One test file per row of hostile input: the row's number and its name."""
