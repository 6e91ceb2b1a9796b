"""Whether a sentence tells what happened or will happen: a specification, a habit, a plot or advice is no news."""

from __future__ import annotations

import re
from collections.abc import Sequence

from quizgen.text import Token

_DIGITS = "[0-9〇一二三四五六七八九十]"
_WHEN = re.compile(
    rf"(?:[0-9]{{4}}年度?|[〇一二三四五六七八九]{{4}}年度?|(?:昭和|平成|令和){_DIGITS}{{1,3}}年度?|{_DIGITS}(?:月|日))(?!間|以内|後|前|ごと|以上|連続|分|ほど|くらい|ぐらい|目|あたり|に[0-9一二三]+度)"
    r"|(?:昨|去|今|来)年|[昨今来]年度|[先今来]月|[先今来]週|昨[日夜夕晩]|[今来昨][春夏秋冬季]|きのう|きょう|あす"
)
_EXTREME = re.compile("ぶり|初めて|史上初|過去最")
# What is planned or foreseen is news though it has not happened.
_FORESEEN = re.compile(
    r"(?:予定|見通し|見込み|方針|意向|構え|もよう|模様)(?:だ|です|である|という|となっ[^。]{1,4})?。?$"
)
# A verb in the past may stand before these: 始まったという, 終わったとみられる.
_MAY_FOLLOW = frozenset(
    """
    と いう との の こと も こと だ です ある で よう もよう 模様 ため わけ もの そう から さ れ れる する られる
    みる みら 見る 見ら 言う ます まし
    """.split()
)
# What something is, it is at any time.
_IS_SOMETHING = re.compile("[一-龠々ァ-ヴーA-Za-z0-9](?:だ|です|である)。?$")
_BRACKETED = re.compile(r"\([^()]*\)")


def reports_event(outside: Sequence[Token]) -> bool:
    """Whether a sentence is in the past tense, says when, or foresees something.

    ``outside``: its tokens that stand in no quotation.
    """
    text = _BRACKETED.sub("", "".join(token.surface for token in outside))
    if _is_past(outside) or _EXTREME.search(text) or _FORESEEN.search(text):
        return True
    return _WHEN.search(text) is not None and not _IS_SOMETHING.search(text)


def _is_past(outside: Sequence[Token]) -> bool:
    words = [token for token in outside if token.pos[0] != "記号"]
    while words:
        last = words.pop()
        if last.pos[0] == "助動詞" and (last.surface == "た" or (last.surface == "だ" and _is_verb(words))):
            return True
        if last.surface not in _MAY_FOLLOW:
            return False
    return False


def _is_verb(words: Sequence[Token]) -> bool:
    """Whether a verb is the last word, as in 読んだ, and not in 目標だ."""
    return bool(words) and words[-1].pos[0] == "動詞"
