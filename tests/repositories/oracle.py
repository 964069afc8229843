"""The truth about a repository, from git itself: slowly, plainly, by other commands than the reader's.

Ask it about a bare repository: one with a work tree obeys `.gitattributes` in diffs.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from codevoyage_ingest.people.bots import is_bot
from codevoyage_ingest.people.persons import _GENERIC, _PLACEHOLDERS
from tests.repositories.history import git

#: Bytes from the beginning in which a NUL makes a binary, and the size beyond which everything is one.
BINARY_PREFIX = 8000
LARGEST_TEXT = 64 << 20


@dataclass(frozen=True)
class Entry:
    """A line of `ls-tree -r -l`, with its lines counted. size, lines: None where git or the definition has none."""

    mode: int
    blob: str
    size: int | None
    lines: int | None
    path: bytes


@dataclass(frozen=True)
class Counts:
    """A line of numstat. insertions, deletions: None for binary. old_path: None unless it is a rename."""

    insertions: int | None
    deletions: int | None
    old_path: bytes | None
    path: bytes


@dataclass
class Oracle:
    """A bare repository, asked."""

    directory: Path

    def git(self, *arguments: str, stdin: bytes = b"") -> bytes:
        return git(self.directory, "--git-dir=.", *arguments, stdin=stdin)

    @cached_property
    def head(self) -> str:
        return self.git("rev-parse", "HEAD").decode().strip()

    @cached_property
    def commit_count(self) -> int:
        """`git rev-list --count HEAD`."""
        return int(self.git("rev-list", "--count", "HEAD"))

    def commits(self, *options: str) -> list[str]:
        """Ids in the order of commit numbers."""
        return self.git("rev-list", "--topo-order", "--reverse", *options, "HEAD").decode().split()

    @cached_property
    def mainline(self) -> list[str]:
        """Ids of the first-parent chain, by position."""
        return self.git("rev-list", "--first-parent", "--reverse", "HEAD").decode().split()

    def parents(self, commit: str) -> list[str]:
        return self.git("rev-parse", f"{commit}^@").decode().split()

    def show(self, commit: str, placeholder: str) -> bytes:
        """One placeholder of `git log --format`."""
        return self.git("log", "-1", "--encoding=UTF-8", f"--format=format:{placeholder}", commit)

    def numstat(self, commit: str) -> list[Counts]:
        """Changes of a non-merge commit, with renames."""
        return _counts(self.git("show", "--format=", "--numstat", "-z", "-M", "-l1000", "--root", commit))

    def numstat_between(self, base: str, head: str) -> list[Counts]:
        """Changes from the merge base of two commits to the second, with renames."""
        return _counts(self.git("diff", "--numstat", "-z", "-M", "-l1000", f"{base}...{head}"))

    def totals(self) -> dict[str, tuple[int, int, int]]:
        """Of each non-merge commit: changes, insertions, deletions, by `git log --numstat -M -l1000`."""
        log = self.git("log", "--no-merges", "--numstat", "-M", "-l1000", "--format=format:commit %H")
        found: dict[str, tuple[int, int, int]] = {}
        commit = ""
        for line in log.decode("utf-8", "surrogateescape").split("\n"):  # paths are quoted: no newline in them
            if line.startswith("commit "):
                commit = line[7:]
                found[commit] = (0, 0, 0)
            elif line:
                insertions, deletions, _ = line.split("\t", 2)
                changes, added, removed = found[commit]
                found[commit] = (
                    changes + 1,
                    added + (_number(insertions.encode()) or 0),
                    removed + (_number(deletions.encode()) or 0),
                )
        return found

    def tree(self, commit: str = "HEAD") -> list[Entry]:
        """`git ls-tree -r -l`, each text's lines counted from its content."""
        found = []
        for line in self.git("ls-tree", "-r", "-l", "-z", "--full-tree", commit).split(b"\0")[:-1]:
            words, _, path = line.partition(b"\t")
            mode, kind, blob, size = words.decode().split()
            lines = self.lines(blob) if kind == "blob" and mode != "120000" else None
            found.append(Entry(int(mode, 8), blob, None if size == "-" else int(size), lines, path))
        return found

    def lines(self, blob: str) -> int | None:
        """Newlines, and one for an unterminated last line; None for a binary."""
        if blob not in self._lines:
            content = self.git("cat-file", "blob", blob)
            binary = b"\0" in content[:BINARY_PREFIX] or len(content) > LARGEST_TEXT
            unterminated = bool(content) and not content.endswith(b"\n")
            self._lines[blob] = None if binary else content.count(b"\n") + unterminated
        return self._lines[blob]

    @cached_property
    def people(self) -> int:
        """Persons who authored a commit: whoever is joined by an address, or by a full name, after git's mailmap.

        Which addresses and names say nothing, and who is a program, are lists of the product; how they join is not.
        """
        fields = self.git("log", "--encoding=UTF-8", "--format=%aN%x00%aE%x00%cN%x00%cE%x00%an%x00%ae", "HEAD")
        sharing: dict[tuple[bytes, ...], set[tuple[bytes, ...]]] = {}
        authors = set()
        for line in fields.split(b"\n")[:-1]:
            name, email, by, by_email, raw_name, raw_email = line.split(b"\0")
            author = self._keys(name, email, raw_name, raw_email)
            authors.add(author[0])
            for keys in (author, self._keys(by, by_email, by, by_email)):
                for key in keys:
                    sharing.setdefault(key, set()).update(keys)
        for keys in self._of_trailers():
            for key in keys:
                sharing.setdefault(key, set()).update(keys)
        found, count = set(), 0
        for start in authors:
            count += start not in found
            border = {start}
            while border:
                found |= border
                border = set().union(*(sharing[key] for key in border)) - found
        return count

    def _of_trailers(self) -> Iterator[list[tuple[bytes, ...]]]:
        """Of whoever had another part in a commit, by git's trailers."""
        kinds = (b"co-authored-by", b"signed-off-by", b"reviewed-by", b"acked-by", b"tested-by", b"assisted-by")
        shown = self.git("log", "--encoding=UTF-8", "--format=%(trailers:only,unfold)", "HEAD")
        people = set()
        for line in shown.split(b"\n"):
            key, _, value = line.partition(b":")
            if key.strip().lower() in kinds and value.strip():
                name, _, rest = value.strip().partition(b"<")
                people.add((name.strip(), rest.partition(b">")[0].strip()))
        asked = sorted(each for each in people if each[1])
        lines = b"".join((b"%b <%b>" % each).strip() + b"\n" for each in asked)
        said = self.git("check-mailmap", "--stdin", stdin=lines).split(b"\n")[:-1]
        for (name, email), proper in zip(asked, said, strict=True):
            found, _, rest = proper.rpartition(b"<")
            yield self._keys(found.strip(), rest[:-1], name, email)
        for name, _ in people - set(asked):
            yield self._keys(name, b"", name, b"")

    @staticmethod
    def _keys(name: bytes, email: bytes, raw_name: bytes, raw_email: bytes) -> list[tuple[bytes, ...]]:
        address = email.strip().lower()
        keys: list[tuple[bytes, ...]] = [(address,) if address not in _PLACEHOLDERS else (name, address)]
        full = b" ".join(name.split())
        if b" " in full and full.lower() not in _GENERIC and not is_bot(raw_name, raw_email):
            keys.append((b"name", full))
        return keys

    @cached_property
    def _lines(self) -> dict[str, int | None]:
        return {}


def _counts(text: bytes) -> list[Counts]:
    """Of `--numstat -z`."""
    fields = text.split(b"\0")
    found, at = [], 0
    while at < len(fields) - 1:
        insertions, deletions, path = fields[at].split(b"\t", 2)
        old, at = (None, at + 1) if path else (fields[at + 1], at + 3)
        path = path or fields[at - 1]
        found.append(Counts(_number(insertions), _number(deletions), old, path))
    return found


def _number(text: bytes) -> int | None:
    return None if text == b"-" else int(text)
