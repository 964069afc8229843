"""The `codevoyage` command, and the stack of real parts that it starts on a laptop."""
