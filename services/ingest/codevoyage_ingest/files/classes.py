"""What a file is there for, by its path. The rules follow those that github-linguist publishes, by names alone."""

from __future__ import annotations

import re
from enum import IntEnum
from typing import Final


class FileClass(IntEnum):
    """As `codevoyage.ingest.v1.FileClass`."""

    SOURCE = 1
    TEST = 2
    DOCUMENTATION = 3
    GENERATED = 4
    VENDORED = 5
    #: Lists, settings, catalogues, pictures: nothing that is run.
    DATA = 6


#: Folders of other people's code, wherever they stand.
_VENDORED: Final = re.compile(
    rb"(?:^|/)(?:vendor|vendored|_vendor|node_modules|bower_components|third[-_]?party|3rd[-_]?party|extern|external"
    rb"|externals|deps|Godeps|Pods|Carthage/Checkouts|site-packages|\.yarn/(?:releases|plugins|sdks))/"
    rb"|(?:^|/)(?:jquery|bootstrap|d3|angular|react|vue)(?:[-.]\d[\w.]*)?(?:\.min)?\.(?:js|css)$"
    rb"|(?:^|/)(?:gradlew(?:\.bat)?|mvnw(?:\.cmd)?|config\.guess|config\.sub|ltmain\.sh|install-sh)$"
)
#: Files that a program wrote.
_GENERATED: Final = re.compile(
    rb"\.min\.(?:js|css)$|\.(?:js|css)\.map$|_pb2(?:_grpc)?\.pyi?$|\.pb\.(?:go|cc|h)$|_pb\.(?:ts|js|d\.ts)$"
    rb"|\.g\.dart$|\.designer\.(?:cs|vb)$|\.generated\.\w+$|(?:^|/)(?:__generated__|generated|gen|dist)/"
    rb"|(?:^|/)(?:package-lock\.json|yarn\.lock|pnpm-lock\.yaml|npm-shrinkwrap\.json|Cargo\.lock|Gemfile\.lock"
    rb"|composer\.lock|poetry\.lock|Pipfile\.lock|uv\.lock|go\.sum|flake\.lock|configure|aclocal\.m4|Makefile\.in)$"
    rb"|\.snap$"
)
_TEST: Final = re.compile(
    rb"(?:^|/)(?:tests?|testing|__tests__|specs?|t|e2e|testdata|test[-_]?suite|fixtures)/"
    rb"|(?:^|/)test_[^/]*$|[-_.](?:test|tests|spec)\.\w+$|(?:^|/)[^/]*Tests?\.(?:java|kt|cs|scala|swift|m|php)$"
    rb"|(?:^|/)conftest\.py$|\.t$"
)
_DOCUMENTATION: Final = re.compile(
    rb"(?:^|/)(?:docs?|documentation|man|javadoc|examples?|samples?|demos?)/"
    rb"|(?:^|/)(?:readme|changelog|changes|history|news|authors|contributing|contributors|copying|copyright|install"
    rb"|licen[cs]e|notice|security|code_of_conduct|maintainers|thanks|todo)(?:[-_.][^/]*)?$"
    rb"|\.(?:md|mdx|markdown|rst|adoc|asciidoc|txt|texi|texinfo|pod|tex|[1-9])$",
    re.IGNORECASE,
)
_DATA: Final = re.compile(
    rb"\.(?:json|jsonl|json5|ya?ml|toml|ini|cfg|conf|properties|xml|plist|csv|tsv|svg|png|jpe?g|gif|ico|webp|bmp|pdf"
    rb"|woff2?|ttf|otf|eot|mp[34]|wav|ogg|zip|gz|xz|bz2|tar|jar|bin|dat|db|sqlite|po|pot|mo|lock|pem|crt|key|ipynb"
    rb"|editorconfig|gitignore|gitattributes|gitmodules|dockerignore|mailmap)$"
    rb"|(?:^|/)\.[^/]*(?:rc|ignore|config|attributes)$",
    re.IGNORECASE,
)


def class_of(path: bytes) -> FileClass:
    """The class of a path; the first of these that holds: vendored, generated, test, documentation, data, source.

    A test among vendored code is vendored; a file of data for a test is a test.
    """
    for pattern, found in (
        (_VENDORED, FileClass.VENDORED),
        (_GENERATED, FileClass.GENERATED),
        (_TEST, FileClass.TEST),
        (_DOCUMENTATION, FileClass.DOCUMENTATION),
        (_DATA, FileClass.DATA),
    ):
        if pattern.search(path):
            return found
    return FileClass.SOURCE
