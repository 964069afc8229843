"""Surviving lines: which commit wrote each line that stands, at any moment of the mainline, as `git blame` says it.

spans            the lines of one file by the commits that wrote them
trees            the files of one commit, most of them shared with its parent
changes          what is taken in: the graph of commits, what each changed, hunks
merging          what a commit takes from which parent
versions         what stood on the mainline, path by path
lineage          the walk: every commit's tree from its parents' trees
checkpoint       where a longer history goes on
events           what is given out: lines that came to stand or fell, by the commit that wrote them
names            numbers of paths that stay when the history grows
history_changes  the changes of a `History` and of merges, with their hunks
history_lines    the walk over a `History`, by its numbers
by_file          events of files, wherever they stood
lifetimes        from these: how long lines stood
curve            the share of lines that still stand at an age, and the half-life
cohorts          lines by author, by year, by anything, at each of some moments
ownership        whose lines each file has
"""
