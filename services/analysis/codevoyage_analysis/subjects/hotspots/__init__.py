"""HotspotService: files that change often and are complex, and how one file came to be what it is."""
