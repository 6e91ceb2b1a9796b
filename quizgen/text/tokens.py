"""Tokens, and the MeCab tokenizers that make them.

Both bindings, fugashi and mecab-python3, print the same lines for the same dictionary. What quizgen needs is copied
from those lines at once: MeCab reuses its memory for the next sentence.
"""

from __future__ import annotations

import csv
import os
import re
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Protocol
from weakref import WeakSet

import fugashi

from quizgen.errors import InputError, ModelError
from quizgen.text import dictionary
from quizgen.text.dictionary import DictionaryFile

Pos = tuple[str, str, str, str]


@dataclass(frozen=True, slots=True)
class Token:
    """One token of MeCab.

    ``surface``: as it stands in the normalised text. ``start``/``end``: half-open code-point offsets in the
    normalised text of the document. ``pos``: 品詞 and its three 細分類, "*" where there is none. ``lemma``: the base
    form, or the surface where the dictionary has none. ``reading``: in katakana, "" where unknown.
    """

    surface: str
    start: int
    end: int
    pos: Pos
    lemma: str
    reading: str


class Tokenizer(Protocol):
    """What cuts normalised text into tokens."""

    @property
    def identity(self) -> str:
        """Names the dictionary: what was built with one identity is not used with another."""
        ...

    def tokenize(self, text: str, start: int = 0, end: int | None = None) -> list[Token]:
        """Return the tokens of ``text[start:end]`` in order, with offsets in ``text``.

        Together the tokens hold every character that is not white space, and no white space.
        """
        ...


# MeCab's own lines (surface, tab, features) without EOS, whatever output a newsroom's settings ask for.
_FORMAT = ("-O", "", "-E", "")
# MeCab gets one plain space for each gap. It knows few other kinds of white space, ends a line of output at a line
# break, ends the text at NUL, and drops the rest of the text behind a gap of more than 65,535 bytes.
_GAP = re.compile(r"[\s\0]+")
_NOT_SPACE = re.compile(r"\S+")
_SKIPPED_POS: Pos = ("記号", "一般", "*", "*")


class _MeCabFamily:
    """What both bindings share: one tagger, which works for one thread at a time.

    Every tagger maps the whole dictionary: one for each thread of a server would count for gigabytes, and the threads
    would take turns all the same.
    """

    def __init__(self, arguments: Sequence[str]) -> None:
        self._arguments = dictionary.command_line([*_FORMAT, *arguments])
        self._lock = threading.Lock()
        self._tagger = self._started()
        files = self._dictionaries(self._tagger)
        dictionary.require_utf8(files)
        probe: str = self._tagger.parse(dictionary.PROBE).split("\n")[0]
        dictionary.require_ipadic_layout(_features(probe.partition("\t")[2]), files)
        self.identity = dictionary.identity(files)
        _IN_USE.add(self)

    def _start(self, arguments: str) -> Any:
        """Return the binding's tagger; it has ``parse(str) -> str``. Raises RuntimeError."""
        raise NotImplementedError

    def _dictionaries(self, tagger: Any) -> list[DictionaryFile]:
        """Return the dictionaries that the tagger has open, the system dictionary first."""
        raise NotImplementedError

    def _started(self) -> Any:
        try:
            return self._start(self._arguments)
        except RuntimeError as error:
            raise dictionary.start_failure(self._arguments, error) from error

    def after_fork(self) -> None:
        """Make a forked child's copy usable, whatever the parent's threads were doing with it."""
        if not self._lock.acquire(blocking=False):
            self._tagger = self._started()
        self._lock = threading.Lock()

    def tokenize(self, text: str, start: int = 0, end: int | None = None) -> list[Token]:
        """Return the tokens of ``text[start:end]`` in order, with offsets in ``text``.

        Together the tokens hold every character that is not white space, and no white space; characters that MeCab
        passes over (NUL, and what a dictionary counts as space) come as 記号. Raises :class:`InputError` for a lone
        surrogate.
        """
        piece = text[start:end]
        try:
            with self._lock:
                lines: str = self._tagger.parse(_GAP.sub(" ", piece))
        except (UnicodeEncodeError, TypeError) as error:
            raise InputError(
                "text: holds a lone surrogate, which is no Unicode text; decode the source again or remove it"
            ) from error
        tokens: list[Token] = []
        position = 0
        for line in lines.split("\n"):
            if not line:
                continue
            surface, pos, lemma, reading = _read_line(line)
            found = piece.index(surface, position)
            if found != position:
                tokens += _skipped(piece, position, found, start)
            position = found + len(surface)
            tokens.append(Token(surface, start + found, start + position, pos, lemma, reading))
        if position != len(piece):
            tokens += _skipped(piece, position, len(piece), start)
        return tokens


def _after_fork() -> None:
    for tokenizer in tuple(_IN_USE):
        tokenizer.after_fork()


_IN_USE: WeakSet[_MeCabFamily] = WeakSet()
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)


class FugashiTokenizer(_MeCabFamily):
    """MeCab through fugashi, with the dictionary of the ``ipadic`` package or the one in ``dicdir``.

    Safe to share between threads, after a fork, and to pickle. No settings of the machine's MeCab are read.
    Raises :class:`ModelError` for a dictionary that is missing, not in UTF-8, or not laid out as IPADIC.
    """

    def __init__(self, dicdir: str | os.PathLike[str] | None = None) -> None:
        self._given = (dicdir,)
        super().__init__(dictionary.package_arguments() if dicdir is None else dictionary.folder_arguments(dicdir))

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), self._given

    def _start(self, arguments: str) -> Any:
        return fugashi.GenericTagger(arguments)

    def _dictionaries(self, tagger: Any) -> list[DictionaryFile]:
        return dictionary.from_fugashi(tagger.dictionary_info)


class MeCabTokenizer(_MeCabFamily):
    """MeCab through mecab-python3 (the extra ``mecab``), for a newsroom that keeps its own dictionary.

    ``dicdir``: the dictionary's folder; ``rcfile``: a mecabrc with settings such as user dictionaries. With neither,
    the machine's mecabrc decides. Same tokens as :class:`FugashiTokenizer` from the same dictionary; safe to share
    between threads, after a fork, and to pickle. Raises :class:`ModelError` when the extra is not installed, or for a
    dictionary that is missing, not in UTF-8, or not laid out as IPADIC.
    """

    def __init__(
        self, dicdir: str | os.PathLike[str] | None = None, rcfile: str | os.PathLike[str] | None = None
    ) -> None:
        self._given = (dicdir, rcfile)
        if dicdir is None:
            super().__init__(dictionary.system_arguments(rcfile))
        else:
            super().__init__(dictionary.folder_arguments(dicdir, rcfile))

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), self._given

    def _start(self, arguments: str) -> Any:
        try:
            import MeCab
        except ImportError as error:
            raise ModelError(
                "MeCabTokenizer: expected mecab-python3, which is not installed; "
                "pip install 'quizgen[mecab]', or use FugashiTokenizer, which needs nothing more"
            ) from error
        return MeCab.Tagger(arguments)

    def _dictionaries(self, tagger: Any) -> list[DictionaryFile]:
        return dictionary.from_mecab(tagger.dictionary_info())


@cache
def default_tokenizer() -> FugashiTokenizer:
    """Return this process's :class:`FugashiTokenizer` with the ``ipadic`` package's dictionary."""
    return FugashiTokenizer()


@lru_cache(maxsize=1 << 16)
def _read_line(line: str) -> tuple[str, Pos, str, str]:
    """Return surface, part of speech, lemma and reading of one line of MeCab."""
    surface, _, text = line.partition("\t")
    features = _features(text)
    pos = _shared_pos(*features[:4])
    # Words that the dictionary lacks have neither lemma nor reading: their lines are shorter.
    lemma = features[6] if len(features) > 6 and features[6] != "*" else surface
    reading = features[7] if len(features) > 7 and features[7] != "*" else ""
    return surface, pos, lemma, reading


@lru_cache(maxsize=1024)
def _shared_pos(first: str, second: str = "*", third: str = "*", fourth: str = "*") -> Pos:
    return first, second, third, fourth


def _features(text: str) -> list[str]:
    return next(csv.reader([text])) if '"' in text else text.split(",")


def _skipped(piece: str, start: int, end: int, offset: int) -> list[Token]:
    return [
        Token(match.group(), offset + match.start(), offset + match.end(), _SKIPPED_POS, match.group(), "")
        for match in _NOT_SPACE.finditer(piece, start, end)
    ]
