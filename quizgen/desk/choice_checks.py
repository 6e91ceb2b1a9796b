"""Checks of the choices among themselves: alike, also correct, standing out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any

from quizgen.desk.context import CheckContext
from quizgen.desk.findings import Finding, Severity, choice_place
from quizgen.desk.spelling import figure_of, same_word, scripts, sound_alike
from quizgen.distractors.filters import is_abbreviation
from quizgen.distractors.number_expressions import same_figure
from quizgen.lexicon import Lexicon, surface_key
from quizgen.text import normalise

_NUMBER = "number"
# A choice stands out when it is at least so many times as long as the others, and so many characters longer.
_TIMES_AS_LONG = 2
_CHARACTERS_LONGER = 4

Content = Mapping[str, Any]


def check_alike(content: Content, context: CheckContext) -> Iterator[Finding]:
    """Two choices that are one word, or sound like one."""
    for (first, one), (second, other) in combinations(enumerate(content["choices"]), 2):
        if not one.strip() or not other.strip():
            continue
        how = same_word(one, other, context.reading_of)
        values = {"choice": other, "other": one, "other_place": choice_place(first)}
        if how:
            yield Finding("alike", Severity.BLOCKING, choice_place(second), f"alike_{how}", values)
        elif sound_alike(one, other, context.reading_of):
            yield Finding("alike", Severity.WARNING, choice_place(second), "alike_sound", values)


def check_also_correct(content: Content, context: CheckContext) -> Iterator[Finding]:
    """A wrong choice that may be right too: another name of the key, or what the article ties to it."""
    key, lexicon = content["key"], context.lexicon
    names = _names(key, lexicon)
    for position, choice in _wrong(content):
        if surface_key(choice) == surface_key(key):
            continue  # said by check_alike
        found = _same_thing(key, choice, names, context)
        if found is not None:
            severity, message = found
            yield Finding("also_correct", severity, choice_place(position), message, {"choice": choice, "key": key})


def check_standing_out(content: Content, context: CheckContext) -> Iterator[Finding]:
    """One choice unlike all others in length, script or kind: it gives itself away, or the key."""
    choices = [choice for choice in content["choices"] if choice.strip()]
    if len(choices) < 3 or len(choices) < len(content["choices"]):
        return
    for check in (_odd_length, _odd_script):
        odd = check(choices)
        if odd is not None:
            yield _standing_out(content, odd, check.__name__.removeprefix("_odd_"))
    odd = _odd_kind(content, context.lexicon)
    if odd is not None:
        yield _standing_out(content, odd, "kind")


def _standing_out(content: Content, position: int, how: str) -> Finding:
    values = {"choice": content["choices"][position]}
    message = f"stands_out_{how}" + ("_answer" if position == content["answer"] else "")
    return Finding("stands_out", Severity.WARNING, choice_place(position), message, values)


def _wrong(content: Content) -> Iterator[tuple[int, str]]:
    for position, choice in enumerate(content["choices"]):
        if position != content["answer"] and choice.strip():
            yield position, choice


def _names(surface: str, lexicon: Lexicon) -> set[str]:
    return lexicon.same_thing(normalise(surface).text)


def _same_thing(key: str, choice: str, names: set[str], context: CheckContext) -> tuple[Severity, str] | None:
    lexicon = context.lexicon
    mine, theirs = surface_key(key), surface_key(choice)
    if theirs in names or mine in _names(choice, lexicon):
        return Severity.BLOCKING, "also_correct_same_thing"
    if _renamed(key, choice, lexicon) or _renamed(choice, key, lexicon):
        return Severity.BLOCKING, "also_correct_renamed"
    if _other_name_in_text(key, choice, context.text):
        return Severity.BLOCKING, "also_correct_tied"
    if figure_of(choice) is not None:
        told = _is_figure_of_article(key, choice, context)
        return (Severity.WARNING, "also_correct_in_article") if told else None
    if min(len(mine), len(theirs)) > 1 and (mine in theirs or theirs in mine):
        return Severity.WARNING, "also_correct_contained"
    if is_abbreviation(key, choice):
        return Severity.WARNING, "also_correct_abbreviation"
    if len(theirs) > 1 and theirs in context.body_form:
        return Severity.WARNING, "also_correct_in_article"
    return None


def _renamed(old: str, new: str, lexicon: Lexicon) -> bool:
    """Whether the lexicon knows one as the other's successor."""
    return any(
        entry.successor and surface_key(entry.successor) == surface_key(new)
        for entry in lexicon.named(normalise(old).text)
    )


def _other_name_in_text(one: str, other: str, text: str) -> bool:
    """Whether a text calls one thing by both: 甲（乙）, 甲、通称乙, 甲こと乙, 旧甲."""
    names = [re.escape(normalise(word).text) for word in (one, other)]
    if not text or not all(names):
        return False
    called = "(?:通称|略称|愛称|旧称|旧名|本名|別名|旧|正式名称は|正式名は|現在の|現|以下)?"
    for first, second in (names, names[::-1]):
        bracketed = rf"{first}\s?[(「『【]{called}[、・]?{second}[)」』】、]"
        said = rf"{first}(?:こと|、(?:通称|略称|愛称|本名|別名|旧称|旧名)(?:は|・|、)?){second}"
        if re.search(f"{bracketed}|{said}", text):
            return True
    return False


def _is_figure_of_article(key: str, choice: str, context: CheckContext) -> bool:
    number, answer = figure_of(choice), figure_of(key)
    if number is None or (answer is not None and same_figure(number, answer)):
        return False
    return any(same_figure(number, figure) for figure in context.figures)


def _odd_length(choices: Sequence[str]) -> int | None:
    """Return the position of the one choice that is far longer, or far shorter, than each of the others."""
    lengths = [_width(choice) for choice in choices]
    order = sorted(range(len(lengths)), key=lengths.__getitem__)
    shortest, longest = order[0], order[-1]
    if _is_far_longer(lengths[longest], lengths[order[-2]]):
        return longest
    return shortest if _is_far_longer(lengths[order[1]], lengths[shortest]) else None


def _is_far_longer(long: int, short: int) -> bool:
    return long >= _TIMES_AS_LONG * short and long - short >= _CHARACTERS_LONGER


def _width(text: str) -> int:
    return len(unicodedata.normalize("NFKC", text).strip())


def _odd_script(choices: Sequence[str]) -> int | None:
    """Return the position of the one choice that shares no script with the others, which share one."""
    return _odd_one([scripts(choice) for choice in choices])


def _odd_kind(content: Content, lexicon: Lexicon) -> int | None:
    """Return the position of the one choice that is no such thing as the others are; None where one is not known."""
    known = {item["surface"]: item["category"] for item in content["distractors"] if item["category"]}
    kinds = []
    for choice in content["choices"]:
        if figure_of(choice) is not None:
            kinds.append(frozenset({_NUMBER}))
            continue
        found = {entry.category for entry in lexicon.named(normalise(choice).text)}
        kinds.append(frozenset(found | ({known[choice]} if choice in known else set())))
    return _odd_one(kinds)


def _odd_one(marks: Sequence[frozenset[str]]) -> int | None:
    if not all(marks):
        return None
    for position, mark in enumerate(marks):
        others = [*marks[:position], *marks[position + 1 :]]
        if frozenset.intersection(*others) and not any(mark & other for other in others):
            return position
    return None
