"""What the contract's services answer, a folder for each of them.

servicer   checks the request, asks `serving.results`; nothing else
answers    pure: from a history and what was asked to messages

Beside them is what they share: `asked` reads a `Selection`, `named` finds people by what they are called, `bounds`
checks numbers, `told` and `months` write moments, paths, people and months, `pages` cuts lists, and `columns` fills
packed fields from frames.

A new subject: `proto/codevoyage/analysis/v1/SUBJECT_service.proto`, a folder here, a line in `server.py` and in
`reflection.PUBLIC`, one in the gateway's `routes.yaml.j2`.
"""
