"""What a path says of its file: its language, and whether people wrote it to be run, read or built."""
