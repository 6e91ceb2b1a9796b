"""Sentences: where they begin and end in normalised text.

ja-sentence-segmenter does the cutting. It returns strings, protects only innermost 「」 and (), and cuts at every mark.
So each line is first copied, character for character, with all marks blotted out that end no sentence; the lengths of
the pieces then give the spans. Its own mark for protected places, ∯, never occurs in normalised text.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import accumulate

from ja_sentence_segmenter.split.simple_splitter import split_punctuation

LONGEST_QUOTE = 2000
"""Characters. Marks inside a longer bracket do count: someone forgot to close it, and it met the end of another."""

_END, _BLOT = "。", "_"
_OPENING = "「『([{【《〈〔“"
_CLOSING = "」』)]}】》〉〕”"
_OPENING_OF = dict(zip(_CLOSING, _OPENING, strict=True))
_BRACKET = re.compile(f"[{re.escape(_OPENING + _CLOSING)}]")
_CLOSERS = re.escape(_CLOSING)
_KATAKANA = r"\u30a0-\u30ff"
_JAPANESE = r"\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
# A run of marks ends a sentence once, together with the brackets behind it that close nothing. A 。 that is matched
# outside the group "end" ends none.
_MARKS = re.compile(
    rf"""
    (?P<end> (?:
        。
        # not within a name
        (?! (?<= モーニング娘。 ) [のがはをにとでもや] )
      | \?
      | !
        # not within a name: Yahoo!ニュース, Yahoo! JAPAN
        (?! (?<= [A-Za-z]! ) (?: \ ?[A-Za-z0-9] | [{_JAPANESE}] ) )
      | (?<= [{_JAPANESE}{_CLOSERS}] ) \.
        # the ．of scientific writing: no dots of …, no file or domain name, no ジャパン.コム
        (?! [.A-Za-z0-9] | (?<= [{_KATAKANA}]\. ) [{_KATAKANA}] )
    )
    [。!?]*+ [{_CLOSERS}]*+
    # a comma or a dot of a list behind it: the sentence goes on
    (?! [、,・] )
    ) | 。
    """,
    re.VERBOSE,
)
_URL = re.compile(r"(?:https?|ftp)://[!#-;=?-~]+")


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Return the half-open spans of the sentences of normalised ``text``, in order.

    A sentence ends at 。, !, ? (a run of them counts once), at a full stop behind Japanese writing, and at the end of
    a line; but not inside brackets and quotes that are closed on their line, URLs, or names such as Yahoo!.
    Spans are trimmed of white space, none is empty, and together they hold every other character.
    """
    spans = []
    line_start = 0
    for line in text.splitlines(keepends=True):
        start = line_start
        for length in _piece_lengths(line):
            body = text[start : start + length]
            trimmed = body.strip()
            if trimmed:
                first = start + body.index(trimmed)
                spans.append((first, first + len(trimmed)))
            start += length
        line_start += len(line)
    return spans


def _piece_lengths(line: str) -> list[int]:
    """Return the lengths of the sentences that follow each other in the line; its line break may be left over."""
    if not _MARKS.search(line):
        return [len(line)]
    protected = sorted([*_outermost_brackets(line), *_straight_quotes(line), *(m.span() for m in _URL.finditer(line))])
    starts = [start for start, _ in protected]
    reaches = list(accumulate((end for _, end in protected), max))

    def blot(marks: re.Match[str]) -> str:
        before = bisect_right(starts, marks.start()) - 1
        inside = before >= 0 and marks.start() < reaches[before]
        return _BLOT * (len(marks.group()) - 1) + (_BLOT if inside or not marks["end"] else _END)

    marked = _MARKS.sub(blot, line)
    pieces = split_punctuation(marked, punctuations=_END, split_between_quote=True, split_between_parens=True)
    return [len(piece) for piece in pieces]


def _outermost_brackets(line: str) -> list[tuple[int, int]]:
    """Return the spans of the brackets that are closed on the line and lie in no other, in order.

    A bracket that is never closed protects nothing, and a closing one that closes nothing is passed over.
    """
    open_brackets: list[tuple[str, int]] = []
    open_count = dict.fromkeys(_OPENING, 0)
    pairs: list[tuple[int, int]] = []
    for match in _BRACKET.finditer(line):
        bracket = match.group()
        opening = _OPENING_OF.get(bracket)
        if opening is None:
            open_brackets.append((bracket, match.start()))
            open_count[bracket] += 1
            continue
        if not open_count[opening]:
            continue
        found = None
        while found != opening:
            found, start = open_brackets.pop()
            open_count[found] -= 1
        if match.end() - start <= LONGEST_QUOTE:
            while pairs and pairs[-1][0] > start:
                pairs.pop()
            pairs.append((start, match.end()))
    return pairs


def _straight_quotes(line: str) -> list[tuple[int, int]]:
    """Return the spans of text in "…"; none where an odd number of the marks leaves open which of them belong."""
    places = [position for position, character in enumerate(line) if character == '"'] if '"' in line else []
    if len(places) % 2:
        return []
    pairs = zip(places[::2], places[1::2], strict=True)
    return [(start, end + 1) for start, end in pairs if end + 1 - start <= LONGEST_QUOTE]
