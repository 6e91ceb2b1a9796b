"""Spans of tokens that may name something: proper nouns, names of persons, and noun compounds.

The classes are those of the ipadic dictionary (品詞, 細分類1, 2, 3).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from quizgen.text.tokens import Token

MAX_TOKENS = 8
_JOINERS = frozenset("・=-&")
_NUMERIC = re.compile(r"[0-9〇一二三四五六七八九十百千万億兆.,%]+")
_PLAIN_NOUNS = frozenset({"一般", "固有名詞", "サ変接続", "形容動詞語幹"})
_SUFFIXES = frozenset({"一般", "地域", "サ変接続"})
_HONORIFICS = frozenset(
    """
    氏 さん 様 殿 君 ちゃん ら 達 たち 間 中 上 下 内 外 前 後 側 的 等 など ごと 毎 別 用 分 目 付 入り
    向け
    """.split()
)
# Words that point at something else of the text, or at the time of writing.
RELATIVE = frozenset(
    """
    自社 当社 他社 弊社 各社 両社 自国 他国 各国 自宅 本社 本校 本店 当地 現地 地元 国内 国外 海外
    今回 前回 同日 翌日 当日 今年 昨年 来年 今日 昨日 明日 現在 当時 最近 以前 以降 以上 以下 以外 自身
    自分 場合 同社 同氏 同国 同市 同県 同誌 同紙 同年 同月 本人 一方 一部 全て 多数 前述 後述 上記 下記
    """.split()
)


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of tokens [first, last) of one sentence that may name something.

    ``kind``: "person" (family and given name), "name" (one of the two alone), "proper" (another single proper noun),
    "compound" (several tokens with a proper noun among them), "noun" or "phrase" (one or several common nouns).
    """

    first: int
    last: int
    kind: str


def is_person_name(token: Token) -> bool:
    """Whether the dictionary has the token as a family or a given name."""
    return token.pos[1] == "固有名詞" and token.pos[2] == "人名"


def find_spans(tokens: Sequence[Token]) -> Iterator[Span]:
    """Yield the maximal spans of a sentence that may name something, left to right, not overlapping."""
    position = 0
    while position < len(tokens):
        end = _extend(tokens, position)
        if end == position:
            position += 1
            continue
        yield from _split_persons(tokens, position, end)
        position = end


def _extend(tokens: Sequence[Token], first: int) -> int:
    """Return where the compound that starts at ``first`` ends (``first`` itself when none starts there)."""
    last = first
    while last < len(tokens) and last - first < MAX_TOKENS:
        token = tokens[last]
        if last > first and token.start != tokens[last - 1].end:
            break
        joins = last > first and token.surface in _JOINERS and last + 1 < len(tokens) and _names(tokens[last + 1])
        if not (joins or _names(token) or (last > first and _is_suffix(token)) or _is_prefix(token)):
            break
        last += 1
    while last > first and (_is_prefix(tokens[last - 1]) or tokens[last - 1].surface in _JOINERS
                            or tokens[last - 1].surface in _HONORIFICS):  # fmt: skip
        last -= 1
    return last


def _names(token: Token) -> bool:
    if token.pos[0] != "名詞" or token.surface in RELATIVE or token.surface in _HONORIFICS:
        return False
    if _NUMERIC.fullmatch(token.surface) or not any(character.isalnum() for character in token.surface):
        return False
    return token.pos[1] in _PLAIN_NOUNS


def _is_suffix(token: Token) -> bool:
    return (
        token.pos[0] == "名詞"
        and token.pos[1] == "接尾"
        and token.pos[2] in _SUFFIXES
        and (token.surface not in _HONORIFICS)
    )


def _is_prefix(token: Token) -> bool:
    return (
        token.pos[0] == "接頭詞"
        and token.pos[1] == "名詞接続"
        and token.surface not in {"同", "各", "両", "毎", "当", "約"}
    )


def _split_persons(tokens: Sequence[Token], first: int, last: int) -> Iterator[Span]:
    """Cut family + given names out of a compound; what stands before and after them are spans of their own."""
    position = first
    rest = first
    while position + 1 < last:
        family, given = tokens[position], tokens[position + 1]
        if is_person_name(family) and family.pos[3] == "姓" and is_person_name(given) and given.pos[3] == "名":
            yield from _rest(tokens, rest, position)
            yield Span(position, position + 2, "person")
            position += 2
            rest = position
        else:
            position += 1
    if not (rest > first and rest + 1 == last and _is_suffix(tokens[rest])):
        yield from _rest(tokens, rest, last)


def _rest(tokens: Sequence[Token], first: int, last: int) -> Iterator[Span]:
    """Yield what stands beside a person as a span, without what joined the two (the ・ of 東京・山田太郎)."""
    while first < last and tokens[first].surface in _JOINERS:
        first += 1
    while first < last and (tokens[last - 1].surface in _JOINERS or _is_prefix(tokens[last - 1])):
        last -= 1
    if first < last:
        yield _span(tokens, first, last)


def _span(tokens: Sequence[Token], first: int, last: int) -> Span:
    if last - first == 1:
        token = tokens[first]
        return Span(first, last, "name" if is_person_name(token) else "proper" if _is_proper(token) else "noun")
    return Span(first, last, "compound" if any(map(_is_proper, tokens[first:last])) else "phrase")


def _is_proper(token: Token) -> bool:
    """Whether the dictionary has a token as a proper noun, or does not have it at all."""
    return token.pos[1] == "固有名詞" or not token.reading
