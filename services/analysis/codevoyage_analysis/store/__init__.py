"""SQL of analysis.

Functions take a blocking connection inside of a transaction; workers call them as they are, the server through
`AsyncConnection.run_sync`, so that each statement is written once.
"""
