"""Words that point at something said before: この, それ, 同社, 両氏, and whether the sentence itself has said it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from quizgen.text import Token

_DEMONSTRATIVES = frozenset(
    "この その あの こうした そうした こういった そういった こんな そんな こういう そういう".split()
)
_PRONOUNS = frozenset("これ それ あれ ここ そこ あそこ これら それら こちら そちら こう そう そこで それで".split())
_PERSONS = frozenset("彼 彼女 彼ら 彼女ら".split())
_THINGS = frozenset("これ それ あれ ここ そこ あそこ これら それら".split())
_RELATIVE = frozenset(
    """
    前者 後者 前述 後述 上記 下記 上述 当該 前回 次回 翌日 翌年 翌月 前日
    劇中 作中 本編 本題 その間 この間 同作 当時 本人 その後 そのまま そのほか その他 このうち そのうち いずれ 本作 本書
    本件 本稿 当社 弊社 今作 次作 今回
    """.split()
)
# What follows a demonstrative that counts back from today, and points at nothing in the text.
_FROM_TODAY = frozenset("まで から 以降 以来 ぞれ 数 ほど たび 度 頃 ごろ ところ 先".split())
_FAMILY = frozenset("社氏国市県府都道町村区郡省庁署党校大部誌紙局館院店駅線機船車賞法作曲日月年期")
# These name what they take up by its own last character, and nothing else does: 同校 is some …校.
_BY_CHARACTER = frozenset("校 署 省 庁 館 院 駅 線 賞 法".split())
# A pointer that says what it points at, and so at something said before: この案.
_SAYS_WHAT = frozenset("この こうした こういった".split())
# These count from what the sentence itself may have said: …を発表し、その後….
_LATER = frozenset("その後 そのまま 翌日 翌年 翌月 前日 当時 本人 いずれ そのほか その他 このうち そのうち".split())
_TEAMS = frozenset("チーム 球団 大学 グループ".split())
# Both of two that were named.
_BOTH = frozenset("双方 両者 両社 両氏 両国 両校 両市 両県 両軍 両党 両チーム".split())
# What makes an antecedent of 同社, 同氏, 同日 where its own character does not stand before it.
_DAYS = frozenset("年 月 日 昨年 今年 今月 先月 今日 昨日 きょう きのう".split())


def first_pointer(tokens: Sequence[Token], is_outside: Callable[[Token], bool]) -> int | None:
    """Return the number of the first token that points at something the sentence has not said, None where none does.

    ``is_outside``: tells tokens that stand in no quotation; what somebody says may point as it likes.
    """
    for number, token in enumerate(tokens):
        if is_outside(token) and _points(tokens, number):
            return number
    return None


def says_what(token: Token) -> bool:
    """Whether a pointer takes up something by saying what it is (同社, この案), which was said before."""
    surface = token.surface
    return (
        surface.startswith(("同", "両"))
        or surface in _SAYS_WHAT | _PERSONS
        or (surface in _RELATIVE and surface not in _LATER)
    )


def _points(tokens: Sequence[Token], number: int) -> bool:
    token = tokens[number]
    following = tokens[number + 1] if number + 1 < len(tokens) else None
    surface = token.surface
    if (token.pos[0] == "連体詞" and surface in _DEMONSTRATIVES) or (token.pos[1] == "代名詞" and surface in _PRONOUNS):
        if following is None:
            return True
        if following.surface in _FROM_TODAY or following.pos[1] == "数":
            return False
        return surface not in _SAYS_WHAT or not any(token.surface == following.surface for token in tokens[:number])
    if surface in _PERSONS:
        return not any(token.pos[2] == "人名" for token in tokens[:number])
    if surface in {"本", "当"} and following is not None and following.surface in {"作", "書", "件", "稿", "誌", "紙"}:
        return True
    if surface in _RELATIVE or (token.pos[0] in {"接続詞", "副詞"} and surface in _PRONOUNS):
        return True
    if surface in _BOTH or (surface == "両" and token.pos[0] == "接頭詞"):
        return sum(_names(token) for token in tokens[:number]) < 2
    return _is_same(token, following) and not _has_antecedent(tokens[:number], _kind(token, following))


def _is_same(token: Token, following: Token | None) -> bool:
    """Whether a token is the 同 of 同懇談会, or 同社 in one piece; not that of 同じ, 同時 or 同盟."""
    if token.surface == "同" and token.pos[0] == "接頭詞":
        return following is not None and following.pos[0] == "名詞"
    return len(token.surface) == 2 and token.surface[0] == "同" and token.surface[1] in _FAMILY


def _kind(token: Token, following: Token | None) -> str:
    """Return what 同〇 is followed by: its own character, or the word (懇談 of 同懇談会)."""
    return following.surface if token.surface == "同" and following is not None else token.surface[1:]


def _has_antecedent(before: Sequence[Token], kind: str) -> bool:
    """Whether something before is what 同〇 takes up: by its own word, else by what kind of name stands there."""
    if any(kind in token.surface for token in before):
        return True
    if kind in _BY_CHARACTER:
        return False
    if kind in {"日", "月", "年", "期"}:
        return any(token.surface in _DAYS for token in before)
    proper = [token for token in before if _names(token)]
    if kind in {"氏", "選手", "投手", "監督", "容疑", "被告", "議員"}:
        return any(token.pos[2] == "人名" for token in proper)
    if kind in {"国", "市", "県", "町", "村", "地", "府", "都", "道", "州"}:
        return any(token.pos[2] == "地域" for token in proper)
    return (len(kind) == 1 or kind in _TEAMS) and any(token.pos[2] not in {"人名", "地域"} for token in proper)


def _names(token: Token) -> bool:
    return token.pos[1] == "固有名詞" or (not token.reading and token.pos[1] != "数")
