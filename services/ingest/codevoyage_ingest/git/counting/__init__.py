"""Lines that changes add and take away, counted from content: what git counts, for less than git's own time.

git reads both contents of each change and hashes every line of them. Here each content is read once, what both have
in common at their ends is compared without looking at lines, and only the middle is hashed and compared. The numbers
are git's, also where git does not look for the shortest difference; where it would give up looking, git is asked.
"""
