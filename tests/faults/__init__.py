"""Rows 40 to 50 of the hostile inputs: what dies, stops, fills up or is asked for too often."""
