"""MeCab dictionaries: where they are found, which are fit for quizgen, and what names them.

quizgen reads dictionaries in UTF-8 with IPADIC's layout of features (品詞, three 細分類, 活用型, 活用形, 原形, 読み,
発音): ipadic itself, naist-jdic, and the dictionaries that extend them. Others are refused, since their columns would
be misread without a sign.
"""

from __future__ import annotations

import hashlib
import os
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import ipadic

from quizgen.errors import ModelError

REMEDY = "leave dicdir out for the ipadic package, or pass the folder of a UTF-8 dictionary with IPADIC's layout"
PROBE = "走る"
"""A word whose features tell IPADIC's layout from those of UniDic and JUMAN."""

_PROBE_FEATURES = {1: "自立", 6: "走る", 7: "ハシル"}
_PARTS = ("matrix.bin", "char.bin", "unk.dic")


@dataclass(frozen=True, slots=True)
class DictionaryFile:
    """A compiled dictionary (system or user) as MeCab reports it; ``size`` in words, ``version`` of the format."""

    path: Path
    charset: str
    size: int
    version: int


def package_arguments() -> list[str]:
    """Return MeCab's arguments for the dictionary of the ``ipadic`` package; no mecabrc of the machine is read."""
    return folder_arguments(ipadic.DICDIR)


def folder_arguments(dicdir: str | os.PathLike[str], rcfile: str | os.PathLike[str] | None = None) -> list[str]:
    """Return MeCab's arguments for the dictionary in ``dicdir``, with settings from ``rcfile`` or none.

    Raises :class:`ModelError` when the folder holds no compiled dictionary.
    """
    folder = Path(dicdir).expanduser()
    if not (folder / "sys.dic").is_file():
        raise ModelError(f"dicdir: expected a MeCab dictionary, found no sys.dic in {folder}; {REMEDY}")
    return ["-r", os.devnull if rcfile is None else _settings(rcfile), "-d", str(folder)]


def system_arguments(rcfile: str | os.PathLike[str] | None = None) -> list[str]:
    """Return MeCab's arguments for the dictionary that ``rcfile``, or else the machine's own mecabrc, names.

    As MeCab does, looks for ~/.mecabrc, then the file named by MECABRC, then the places where MeCab is installed.
    Raises :class:`ModelError` when there is none.
    """
    if rcfile is not None:
        return ["-r", _settings(rcfile)]
    named = os.environ.get("MECABRC")
    candidates = [Path.home() / ".mecabrc", *([Path(named)] if named else [])]
    candidates += [Path(prefix, "mecabrc") for prefix in ("/etc", "/usr/local/etc", "/opt/homebrew/etc")]
    for candidate in candidates:
        if candidate.is_file():
            return ["-r", str(candidate)]
    raise ModelError("rcfile: found no mecabrc on this machine; install MeCab with a dictionary, or pass dicdir=")


def _settings(rcfile: str | os.PathLike[str]) -> str:
    path = Path(rcfile).expanduser()
    if not path.is_file():
        raise ModelError(f"rcfile: expected MeCab's settings file, found none at {path}; name an existing mecabrc")
    return str(path)


def command_line(arguments: Sequence[str]) -> str:
    """Return the arguments as the one string that both bindings split again as a shell would."""
    return shlex.join(arguments)


def start_failure(arguments: str, error: Exception) -> ModelError:
    """Return the error for a MeCab that did not start, with MeCab's own reason out of its page of advice."""
    lines = [line.strip() for line in str(error).splitlines()]
    reason = next((line for line in reversed(lines) if line.strip("-")), type(error).__name__)
    return ModelError(f"MeCab does not start with the arguments {arguments}: {reason}; {REMEDY}")


def require_utf8(files: Sequence[DictionaryFile]) -> None:
    """Raise :class:`ModelError` naming the first dictionary that is not in UTF-8."""
    for file in files:
        if _charset(file) != "utf8":
            raise ModelError(
                f"dictionary {file.path}: expected UTF-8, got {file.charset}; install its UTF-8 build "
                "(Debian: mecab-ipadic-utf8) or compile it with mecab-dict-index -t utf-8"
            )


def require_ipadic_layout(features: Sequence[str], files: Sequence[DictionaryFile]) -> None:
    """Raise :class:`ModelError` unless ``features``, those of :data:`PROBE`, are laid out as IPADIC's."""
    if len(features) >= 9 and all(features[column] == value for column, value in _PROBE_FEATURES.items()):
        return
    raise ModelError(
        f"dictionary {files[0].path}: expected IPADIC's features (品詞 … 原形, 読み, 発音), "
        f"got {','.join(features) or 'none'} for {PROBE}; {REMEDY}"
    )


def identity(files: Sequence[DictionaryFile]) -> str:
    """Return what names the dictionaries: layout, format version, charset, words, and a hash of the files.

    Copies of a dictionary in other folders, and both bindings, have the same identity.
    """
    words = "+".join(str(file.size) for file in files)
    parts = [files[0].path.parent / name for name in _PARTS]
    digest = hashlib.sha256()
    for path in [*(file.path for file in files), *parts]:
        digest.update(_file_digest(path, path.stat().st_size, path.stat().st_mtime_ns))
    return f"ipadic-v{files[0].version}-{_charset(files[0])}-{words}-{digest.hexdigest()[:16]}"


@lru_cache(maxsize=32)
def _file_digest(path: Path, size: int, modified_ns: int) -> bytes:
    # Size and time are there for the cache: a rebuilt dictionary is read again.
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()


def _charset(file: DictionaryFile) -> str:
    return file.charset.lower().replace("-", "").replace("_", "")


def from_fugashi(reported: Sequence[Mapping[str, object]]) -> list[DictionaryFile]:
    """Read fugashi's report of the dictionaries in use, the system dictionary first."""
    return [
        DictionaryFile(Path(str(one["filename"])), str(one["charset"]), int(str(one["size"])), int(str(one["version"])))
        for one in reported
    ]


def from_mecab(reported: Any) -> list[DictionaryFile]:
    """Read mecab-python3's linked list of the dictionaries in use, the system dictionary first."""
    files = []
    while reported is not None:
        files.append(DictionaryFile(Path(reported.filename), reported.charset, reported.size, reported.version))
        reported = reported.next
    return files
