"""Hunks: which lines each change took away and put in their place, read in a pass of its own.

patches      hunks in what git writes, while it streams
patch_tree   one `git diff-tree -p`, asked and answered
columns      hunks in columns
reader       several of them, in order
job          one pass from claim to end
messages     hunks as the wire has them
servicer     who asks for them, and follows
"""
