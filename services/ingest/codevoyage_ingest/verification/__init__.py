"""Whether what is stored is what git says: every fact of a job, compared with git itself.

facts      a commit, a change, a file of a tree, whoever says it
findings   what was compared, what differs, and the first differences in words
git_log    what `git log` says of commits and of their changes
git_trees  what `git ls-tree` and `git diff-tree` say of a tree
stored     what the tables say
git_graph  which commits there are, and which of them are the mainline
commits    commits and changes, stored against said
trees      the tree at one commit, stored against said
graph      all commits and the mainline, stored against said
steps      the work of one job, step by step
cloning    a clone at the head that was read
job        one verification from claim to end
servicer   the public calls

The readers (`git.order`, `git.commits`, `git.changes`, `git.mainline`, `git.lines`) are not used here: what they make
is asked of other commands of git, which share nothing with them but the definitions in `docs`.
"""
