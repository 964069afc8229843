"""What lies between two references of a repository: who is ahead by how much, and which files differ.

names        what may be asked for
fetching     exactly two references, in a repository of ours
differences  merge base, commits ahead and behind, changes, as git says
messages     the answer as it is kept and sent
job          one comparison from claim to end
servicer     who asks for one, and follows
"""
