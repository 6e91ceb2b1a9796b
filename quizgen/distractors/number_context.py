"""What stands around a number: spans where digits mean no quantity, ranges and lists, datelines, scores."""

from __future__ import annotations

import re
from collections.abc import Sequence

_RANGE_MARKS = "~〜～‐–—―−-"
_WEEKDAY = r"\s?(?:\([月火水木金土日](?:曜日?)?(?:[・、,]?(?:祝日?|休日?|振替休日|振休))?\)|[月火水木金土日]曜日?)"
_DIGITS = "0-9〇一二三四五六七八九十百千万億兆"

# Patterns work on folded text (full-width ASCII turned into ASCII).
_PROTECTED = re.compile(
    r"https?://[!-~]+|www\.[!-~]+|[A-Za-z0-9_.+-]+@[A-Za-z0-9.-]+"  # addresses
    r"|\+?[0-9]+(?:-[0-9]+){2,}|\(0[0-9]{1,4}\)[0-9-]+|(?<![0-9])0[0-9]{1,4}-[0-9]{2,}|〒[0-9]+(?:-[0-9]+)?"
    r"|[0-9]+(?:/[0-9]+)+|[0-9]+(?::[0-9]+)+|[0-9]+(?:[.][0-9]+){2,}"  # dates and times in figures, versions
    r"|(?<![A-Za-z])[A-Za-z][A-Za-z-]*[0-9][A-Za-z0-9-]*(?![0-9.])"  # G7, F-35, iPhone4S
    rf"|[{_DIGITS},.]+分の[{_DIGITS}・.]+"
)
_RANGE_BEFORE = re.compile(rf"[0-9%一-龠A-Za-zァ-ヴー)]\s?[{_RANGE_MARKS}]\s?(?:約|第|午前|午後)?$")
_RANGE_AFTER = re.compile(rf"\s?[{_RANGE_MARKS}]\s?(?:約|第|午前|午後)?[{_DIGITS}]")
_LIST_BEFORE = re.compile(rf"[{_DIGITS}][、・,]$")
_LIST_AFTER = re.compile(r"[・][0-9]")
_RATE_AFTER = re.compile("(?:\\s?=|当たり|あたり|につき|ごと|おき|毎|に[1一](?:[人回度件社台本個校]|つ))")
_ROUND_THE_CLOCK = re.compile("(?<![0-9])(?:24時間|365日)")

_SENTENCE_END = re.compile("[。\n]")
_NEAR = 200
_WEEKDAY_AFTER = re.compile(_WEEKDAY)
_STAMP_AFTER = re.compile(
    r"(?:\([月火水木金土日](?:曜日?)?\))?\s*(?:[0-9]{1,2}[:時][0-9]{2}分?)?\s*"
    r"(?:更新|配信|掲載|閲覧|投稿|付け?(?:の?(?:朝刊|夕刊))?|朝刊|夕刊|\((?:UTC|JST|日本時間))"
)
_STAMP_WORDS = re.compile(
    r"[0-9年月日時分秒:/.、,\s・|\-()【】\[\]〔〕「」]|[月火水木金土日]曜日?|更新|配信|掲載|投稿|公開|発信|午前|午後"
    r"|平成|令和|UTC|JST|\+9|記者?"
)
_SCORE_AFTER = re.compile(
    r"(?:[^。\n]{0,12}?)(?:勝|敗|破|下し|降し|引き?分け|制し|リード|逃げ切|退け|同点|先制|逆転|折り返|試合|ドロー|惜敗|辛勝)"
)
_SCORE_BEFORE = re.compile(r"(?:スコア|セット|試合|前半|後半|戦は|対戦|ゲーム|結果)[^。\n0-9]{0,10}$")


def protected_spans(folded: str) -> list[tuple[int, int]]:
    """Find where digits are parts of names, addresses, telephone numbers, versions, clock figures or fractions."""
    return [matched.span() for matched in _PROTECTED.finditer(folded)]


def is_one_of_several(folded: str, start: int, end: int) -> bool:
    """Whether the number is one end of a range or one of a list (3~5人, 2、3日)."""
    weekday = weekday_after(folded[end : end + 12])
    before, after = folded[max(0, start - 6) : start], folded[end + len(weekday) : end + len(weekday) + 8]
    return bool(
        _RANGE_BEFORE.search(before)
        or _RANGE_AFTER.match(after)
        or _LIST_BEFORE.search(before)
        or _LIST_AFTER.match(after)
    )


def is_base_of_rate(folded: str, start: int, end: int) -> bool:
    """Whether the number only says per how many, or stands in a set phrase (1人当たり, 3人に1人, 24時間営業)."""
    return bool(_RATE_AFTER.match(folded, end) or _ROUND_THE_CLOCK.match(folded, start))


def is_score(folded: str, start: int, end: int) -> bool:
    """Whether two figures with a hyphen are a result: only where the words around speak of a match."""
    return bool(_SCORE_AFTER.match(folded, end) or _SCORE_BEFORE.search(folded[max(0, start - 20) : start]))


def is_stamp(folded: str, start: int, end: int) -> bool:
    """Whether a date or time says when the text was written rather than when something happened."""
    if _STAMP_AFTER.match(folded, end):
        return True
    line_start = folded.rfind("\n", 0, start) + 1
    line_end = folded.find("\n", end)
    line = folded[line_start : line_end if line_end >= 0 else len(folded)]
    rest = _STAMP_WORDS.sub("", line)
    # A name may be left, but no particle: that would be a sentence.
    return len(line) <= 80 and len(rest) <= 6 and not re.search("[ぁ-ん]", rest)


def is_list_number(folded: str, start: int, end: int) -> bool:
    """Whether bare figures number a line: "1. …", "(2) …", "3、…" at its beginning."""
    line_start = folded.rfind("\n", 0, start) + 1
    return folded[line_start:start].strip(" 　([【〔■●○◆◇□・") == "" and bool(
        re.match(r"[.)\]】〕、:\s]", folded[end : end + 1])
    )


def sentence_around(folded: str, start: int, end: int) -> tuple[str, str]:
    """What stands before and behind a number in its sentence, up to 200 characters each."""
    before, after = folded[max(0, start - _NEAR) : start], folded[end : end + _NEAR]
    return _SENTENCE_END.split(before)[-1], _SENTENCE_END.split(after, maxsplit=1)[0]


def weekday_after(after: str) -> str:
    """The weekday that a text begins with, as it is written: "(火)", "火曜日", "" where there is none."""
    matched = _WEEKDAY_AFTER.match(after)
    return matched.group() if matched else ""


def within(position: int, spans: Sequence[tuple[int, int]]) -> bool:
    """Whether a position lies in one of the spans."""
    return any(start <= position < end for start, end in spans)
