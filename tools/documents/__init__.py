"""Parts of docs/ that are made from the code: `python -m tools.documents [--check]`."""
