"""What a git child may see: an environment built from nothing, and configuration that no repository can change.

Nothing is inherited: a proxy, an SSH command, a global hook or a template of the machine's user never reaches git.
"""

from __future__ import annotations

import os
from collections.abc import Mapping

#: A home that does not exist, so that neither a `.gitconfig`, an XDG folder nor a `.netrc` is found.
_NO_HOME = "/nonexistent"

#: The empty tree of SHA-1 repositories. git 2.43 to 2.45 read attributes of a bare repository from HEAD unless this
#: setting points elsewhere (in a SHA-256 repository it does not resolve, which means no attributes too).
_NO_ATTRIBUTES = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"

#: For glibc: keep up to 64 MiB of freed memory, and take what is below 32 MiB (its upper bound) from it. git frees and
#: takes the same megabyte for blob after blob; without page faults for each, diffs took 12 % less of a core.
_ALLOCATOR = {"MALLOC_TRIM_THRESHOLD_": str(64 << 20), "MALLOC_MMAP_THRESHOLD_": str(32 << 20)}

_CONFIGURATION: tuple[tuple[str, str], ...] = (
    ("protocol.allow", "never"),
    ("protocol.https.allow", "always"),
    ("http.followRedirects", "false"),  # but behind the proxy that checks where they lead (`remote`)
    ("http.lowSpeedLimit", "1000"),  # bytes/s; slower than this for 30 s is not a host, it is a trap
    ("http.lowSpeedTime", "30"),
    ("credential.helper", ""),
    ("core.hooksPath", os.devnull),
    ("core.fsmonitor", "false"),
    ("core.symlinks", "false"),
    ("core.useReplaceRefs", "false"),
    ("core.attributesFile", os.devnull),
    ("attr.tree", _NO_ATTRIBUTES),
    ("core.bigFileThreshold", "64m"),  # the bound from which a file is binary; below it line counts would change
    ("transfer.fsckObjects", "true"),
    # Harmless, and found in old, honest histories: dates are read with care (`signature`).
    ("fetch.fsck.badDate", "ignore"),
    ("fetch.fsck.badDateOverflow", "ignore"),
    ("fetch.fsck.badTimezone", "ignore"),
    ("fetch.fsck.missingSpaceBeforeDate", "ignore"),
    ("fetch.fsck.zeroPaddedDate", "ignore"),
    ("fetch.fsck.zeroPaddedFilemode", "ignore"),
    ("advice.graftFileDeprecated", "false"),  # we set one on purpose, to have none
    ("transfer.bundleURI", "false"),
    ("fetch.recurseSubmodules", "no"),
    ("gc.auto", "0"),
    ("maintenance.auto", "false"),
    ("init.templateDir", ""),
    ("safe.bareRepository", "explicit"),
)


def environment(
    *,
    search_path: str,
    directory: str = "",
    local: bool = False,
    configuration: Mapping[str, str] | None = None,
) -> dict[str, str]:
    """The whole environment of one git child.

    search_path: where git and its parts are found. directory: the repository that is trusted to be ours although
    another user may own it. local: this child may read a path of this machine (and nothing else). configuration:
    further settings of this child, which win over the common ones.
    """
    variables = {
        "PATH": search_path,
        "LC_ALL": "C",  # git's sentences are matched in `failures`
        "HOME": _NO_HOME,
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_ATTR_NOSYSTEM": "1",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_ASKPASS": "/bin/true",
        "GIT_ALLOW_PROTOCOL": "file" if local else "https",
        "GIT_PROTOCOL_FROM_USER": "0",
        "GIT_NO_REPLACE_OBJECTS": "1",
        "GIT_GRAFT_FILE": os.devnull,
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_LFS_SKIP_SMUDGE": "1",
        **_ALLOCATOR,
    }
    settings = [*_CONFIGURATION]
    if directory:
        settings.append(("safe.directory", directory))
    settings.extend((configuration or {}).items())
    variables["GIT_CONFIG_COUNT"] = str(len(settings))
    for index, (key, value) in enumerate(settings):
        variables[f"GIT_CONFIG_KEY_{index}"] = key
        variables[f"GIT_CONFIG_VALUE_{index}"] = value
    return variables
