"""CheckService: what history says of a change that is not merged yet."""
