"""SurvivalService: which commit wrote each line, and how long lines stand."""
