"""How complex files are: measured in processes of their own, because what is measured may be made to do harm."""
