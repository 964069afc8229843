"""LanguageService: what the code is written in."""
