"""Checks of a quiz as a whole: empty parts, an answer given away, words that must not stand there, its story."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from quizgen.desk.context import CheckContext
from quizgen.desk.findings import Finding, Severity, choice_place
from quizgen.lexicon import surface_key
from quizgen.results import BLANK
from quizgen.stories.flags import persons_barred
from quizgen.text import normalise

Content = Mapping[str, Any]
_PERSON = "person"


def check_empty(content: Content, context: CheckContext) -> Iterator[Finding]:
    """A part that says nothing."""
    stem = content["stem"]
    if BLANK not in stem:
        yield Finding("empty_part", Severity.BLOCKING, "stem", "no_blank")
    if not stem.replace(BLANK, "").strip():
        yield Finding("empty_part", Severity.BLOCKING, "stem", "empty_stem")
    for position, choice in enumerate(content["choices"]):
        if not choice.strip():
            yield Finding("empty_part", Severity.BLOCKING, choice_place(position), "empty_choice")
    if not content["explanation"].strip():
        yield Finding("empty_part", Severity.WARNING, "explanation", "empty_explanation")


def check_given_away(content: Content, context: CheckContext) -> Iterator[Finding]:
    """An answer that stands in the stem, or in another quiz of the day."""
    key = content["key"]
    own = surface_key(key)
    if not own:
        return
    shown = surface_key(content["stem"].replace(BLANK, "\n"))
    names = sorted(context.lexicon.same_thing(normalise(key).text) - {own})
    if own in shown:
        yield Finding("given_away", Severity.BLOCKING, "stem", "given_away_stem", {"word": key})
    else:
        for name in names:
            if len(name) > 1 and name in shown:
                yield Finding("given_away", Severity.BLOCKING, "stem", "given_away_name", {"word": name})
                break
    for position, choice in enumerate(content["choices"]):
        wrong = surface_key(choice)
        if position != content["answer"] and len(wrong) > 1 and wrong in shown:
            values = {"choice": choice}
            yield Finding("given_away", Severity.WARNING, choice_place(position), "choice_in_stem", values)
    yield from _given_away_by_others(content, context, own, shown)


def _given_away_by_others(content: Content, context: CheckContext, own: str, shown: str) -> Iterator[Finding]:
    for other in context.others:
        if other.quiz_id == content["id"]:
            continue
        severity = Severity.BLOCKING if other.article_id == content["article_id"] else Severity.WARNING
        values = {"quiz": other.quiz_id, "stem": other.stem}
        if len(own) > 1 and own in other.stem_form:
            yield Finding("given_away", severity, "quiz", "given_away_by_quiz", {**values, "word": content["key"]})
        if len(other.key_form) > 1 and other.key_form in shown:
            yield Finding("given_away", severity, "stem", "gives_quiz_away", {**values, "word": other.key})


def check_words(content: Content, context: CheckContext) -> Iterator[Finding]:
    """A word that editors blocked, that is sensitive, or that the house style forbids."""
    for position, choice in enumerate(content["choices"]):
        form, place, values = surface_key(choice), choice_place(position), {"word": choice}
        if not form:
            continue
        if form in context.blocked:
            yield Finding("forbidden_word", Severity.BLOCKING, place, "blocked_word", values)
        elif context.forbids is not None and context.forbids(choice):
            yield Finding("forbidden_word", Severity.BLOCKING, place, "style_forbids", values)
        elif form in context.sensitive:
            yield Finding("forbidden_word", Severity.WARNING, place, "sensitive_word", values)
    for part in ("stem", "explanation"):
        text = surface_key(content[part])
        for word in context.forbidden:
            if surface_key(word) and surface_key(word) in text:
                yield Finding("forbidden_word", Severity.WARNING, part, "style_forbids", {"word": word})
        for word in sorted(context.sensitive):
            if len(word) > 1 and word in text:
                yield Finding("forbidden_word", Severity.WARNING, part, "sensitive_word", {"word": word})


def check_story(content: Content, context: CheckContext) -> Iterator[Finding]:
    """A story that is no game: it wants a second person, and in most of them no person is key or choice."""
    labels = {flag.kind: flag.label_ja for flag in context.stories}
    for kind in dict.fromkeys((*labels, *content.get("stories", ()))):
        yield Finding("story", Severity.WARNING, "quiz", "story", {"story": kind, "label": labels.get(kind, kind)})
    if not persons_barred(context.stories):
        return
    for position, choice in enumerate(content["choices"]):
        if choice.strip() and _is_person(choice, context):
            yield Finding("story", Severity.BLOCKING, choice_place(position), "person_in_story", {"choice": choice})


def check_article(content: Content, context: CheckContext) -> Iterator[Finding]:
    """An article that came again with another text since."""
    if not context.changes:
        return
    # The stem may have been brought in line since.
    told = normalise(content["stem"].replace(BLANK, content["key"])).text.strip()
    stands = bool(told) and told in context.text
    if any(change.touches_stem for change in context.changes) and not stands:
        yield Finding("article_changed", Severity.BLOCKING, "stem", "article_changed_stem")
    else:
        yield Finding("article_changed", Severity.WARNING, "quiz", "article_changed")


def _is_person(surface: str, context: CheckContext) -> bool:
    entries = context.lexicon.named(normalise(surface).text)
    if entries:
        return any(entry.category == _PERSON for entry in entries)
    return context.is_person is not None and context.is_person(surface)
