"""What may be read: rows 1 to 3, 6 and 7 of the hostile inputs, and one key for every spelling."""

from __future__ import annotations

from pathlib import Path

import pytest

from codevoyage_ingest.errors import AddressNotPermitted, LocalPathNotPermitted, RepositoryNotFound
from codevoyage_ingest.git.address import SourceKind, resolve


def _repository(path: Path) -> Path:
    (path / "objects").mkdir(parents=True)
    (path / "refs").mkdir()
    (path / "HEAD").write_text("ref: refs/heads/main\n")
    return path


@pytest.mark.parametrize(
    ("address", "rule"),
    [
        ("", "length"),
        ("https://host.example/" + "a" * 2048, "length"),
        ("https://host.example/a\nb", "characters"),
        ("https://host.example/a\r", "characters"),
        ("https://host.example/\0", "characters"),
        (" https://host.example/a", "characters"),
        ("-oProxyCommand=touch /tmp/x", "option"),
        ("--upload-pack=touch", "option"),
        ("ext::sh -c touch% /tmp/x", "scheme"),
        ("EXT::sh", "scheme"),
        ("https::https://host.example/a", "scheme"),
        ("fd::17", "scheme"),
        ("ssh://git@host.example/a/b", "scheme"),
        ("git://host.example/a/b", "scheme"),
        ("http://host.example/a/b", "scheme"),
        ("file:///etc", "scheme"),
        ("ftp://host.example/a", "scheme"),
        ("git@host.example:a/b.git", "scheme"),
        ("host.example:a/b", "scheme"),
        ("host.example/a/b", "scheme"),
        ("a/relative/path", "scheme"),
        ("~/code", "scheme"),
        ("https://user:secret@host.example/a", "userinfo"),
        ("https://token@host.example/a", "userinfo"),
        ("https://@host.example/a", "userinfo"),
        ("https:host.example/a", "form"),
        ("https:///a", "form"),
        ("https://host.example", "form"),
        ("https://host.example/", "form"),
        ("https://host.example/.git", "form"),
        ("https://host.example:99999/a", "form"),
        ("https://host.example:0/a", "form"),
        ("https://host.example/a?b=c", "form"),
        ("https://host.example/a#b", "form"),
        ("https://host.example\\@127.0.0.1/a", "userinfo"),
        ("https://host.example\\a", "form"),
        ("https://host_%00.example/a", "form"),
        ("https://[::1/a", "form"),
        *(
            (f"https://{host}/a", "private_host")
            for host in (
                "localhost",
                "LOCALHOST.",
                "a.localhost",
                "printer.local",
                "metadata.google.internal",
                "intranet",
                "127.0.0.1",
                "127.1",
                "2130706433",
                "0x7f000001",
                "0177.0.0.1",
                "0",
                "10.0.0.1",
                "172.31.255.255",
                "192.168.1.1",
                "169.254.169.254",
                "100.64.0.1",
                "224.0.0.1",
                "255.255.255.255",
                "[::1]",
                "[::]",
                "[::ffff:127.0.0.1]",
                "[::ffff:8.8.8.8]",
                "[fe80::1]",
                "[fec0::1]",
                "[fd00::1]",
                "[ff02::1]",
                "[64:ff9b::7f00:1]",
                "[2002:7f00:1::]",
                "[2001:0:7f00:1::]",
                "[2001:db8::1]",
            )
        ),
    ],
)
def test_other_addresses_are_refused_and_not_repeated(address: str, rule: str) -> None:
    with pytest.raises(AddressNotPermitted) as raised:
        resolve(address, roots=[])
    assert raised.value.metadata == {"rule": rule}
    assert "secret" not in raised.value.message


@pytest.mark.parametrize(
    "spelling",
    [
        "https://github.com/pallets/flask",
        "HTTPS://GitHub.com/pallets/flask",
        "https://github.com:443/pallets/flask/",
        "https://github.com/pallets/flask.git",
        "https://github.com./pallets/flask.git/",
    ],
)
def test_every_spelling_of_a_repository_has_one_key(spelling: str) -> None:
    source = resolve(spelling, roots=[])
    assert (source.kind, source.key) == (SourceKind.HTTPS, "https://github.com/pallets/flask")
    assert source.address.startswith("https://github.com/pallets/flask")


def test_ports_and_case_of_the_path_are_kept() -> None:
    assert resolve("https://git.example.org:8443/A/b", roots=[]).key == "https://git.example.org:8443/A/b"
    assert resolve("https://8.8.8.8/a", roots=[]).key == "https://8.8.8.8/a"
    assert resolve("https://[2606:4700::1111]/a", roots=[]).key == "https://[2606:4700::1111]/a"


def test_a_local_repository_below_a_root_is_its_real_path(tmp_path: Path) -> None:
    path = _repository(tmp_path / "root" / "name")
    (tmp_path / "root" / "link").symlink_to(path)
    for spelling in (path, tmp_path / "root" / "link", tmp_path / "root" / "." / "other" / ".." / "name"):
        source = resolve(str(spelling), roots=[tmp_path / "root"])
        assert (source.kind, source.key) == (SourceKind.LOCAL, str(path))


def test_a_repository_may_itself_be_the_root(tmp_path: Path) -> None:
    path = _repository(tmp_path / "tree" / ".git")
    assert resolve(str(path), roots=[path.parent]).key == str(path.parent)


@pytest.mark.parametrize("spelling", ["outside", "root/../outside", "root/link", "root2"])
def test_a_path_outside_the_roots_is_refused_whether_it_exists_or_not(tmp_path: Path, spelling: str) -> None:
    (tmp_path / "root").mkdir()
    (tmp_path / "root" / "link").symlink_to(_repository(tmp_path / "outside"))
    with pytest.raises(LocalPathNotPermitted, match="CODEVOYAGE_LOCAL_ROOTS"):
        resolve(str(tmp_path / spelling), roots=[tmp_path / "root"])
    with pytest.raises(LocalPathNotPermitted):
        resolve(str(tmp_path / spelling), roots=[])


def test_what_a_repository_points_to_must_be_permitted_too(tmp_path: Path) -> None:
    outside, root = _repository(tmp_path / "outside"), tmp_path / "root"
    pointer = root / "pointer"
    pointer.mkdir(parents=True)
    (pointer / ".git").write_text(f"gitdir: {outside}\n")
    (_repository(root / "common") / "commondir").write_text("../../outside\n")
    (_repository(root / "borrower") / "objects" / "info").mkdir()
    (root / "borrower" / "objects" / "info" / "alternates").write_text(f"# why\n{outside}/objects\n")
    linked = root / "linked"
    linked.mkdir()
    (linked / "HEAD").write_text("ref: refs/heads/main\n")
    (linked / "objects").symlink_to(outside / "objects")
    for name in ("pointer", "common", "borrower", "linked"):
        with pytest.raises(LocalPathNotPermitted):
            resolve(str(root / name), roots=[root])
        assert resolve(str(root / name), roots=[root, outside]).key == str(root / name)


def test_a_permitted_path_without_a_repository_is_not_found(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "circle").symlink_to(tmp_path / "circle")
    (tmp_path / "pointer").mkdir()
    (tmp_path / "pointer" / ".git").write_text("gitdir: nowhere\n")
    for name in ("folder", "nothing", "pointer", "circle"):
        with pytest.raises(RepositoryNotFound):
            resolve(str(tmp_path / name), roots=[tmp_path])
