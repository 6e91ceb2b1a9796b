"""Articles that come again with another text: which sentences changed, and what that means for a quiz."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from difflib import SequenceMatcher
from itertools import zip_longest

from quizgen.desk.workflow import APPROVED, State
from quizgen.errors import InputError
from quizgen.store.article import body_sha256
from quizgen.store.articles import ArticleRepository
from quizgen.store.quiz import ArticleChange, SentenceChange, StoredQuiz
from quizgen.text import normalise
from quizgen.text.sentences import sentence_spans

REASON = "article_changed"
"""The reason of a quiz whose approval is suspended because its article came again with another text."""

_CLOSED = frozenset({State.REJECTED, State.WITHDRAWN})
_SPACE = re.compile(r"\s+")


def changed_sentences(before: str, after: str) -> tuple[SentenceChange, ...]:
    """Return the sentences in which two texts differ, in the order of the later one; spacing and width do not count."""
    old, new = _sentences(before), _sentences(after)
    matcher = SequenceMatcher(None, [form for form, _ in old], [form for form, _ in new], autojunk=False)
    return tuple(
        SentenceChange(was and was[1], now and now[1])
        for how, old_from, old_to, new_from, new_to in matcher.get_opcodes()
        if how != "equal"
        for was, now in zip_longest(old[old_from:old_to], new[new_from:new_to])
    )


def judge_change(
    quiz: StoredQuiz, article_id: str, body: str, before: str | None, now: datetime
) -> tuple[StoredQuiz, ArticleChange] | None:
    """Return what an article's new text changes about a quiz, and the quiz as it is to be; None where nothing.

    ``before``: the text that the quiz was last held against, None where nobody has it any more. The approval of an
    approved quiz is suspended, whichever sentence changed; others are only listed.
    """
    sha256 = body_sha256(body)
    if quiz.state in _CLOSED or quiz.article_sha256 == sha256:
        return None
    touched = _form(str(quiz.content["sentence"])) not in _form(body)
    change = ArticleChange(
        quiz_id=quiz.quiz_id,
        article_id=article_id,
        before_sha256=quiz.article_sha256,
        after_sha256=sha256,
        sentences=changed_sentences(before, body) if before is not None else (),
        touches_stem=touched,
        at=now,
    )
    held = replace(quiz, article_sha256=sha256)
    if quiz.state in APPROVED:
        held = replace(held, state=State.SUSPENDED, state_before=quiz.state, approver="", reason=REASON)
    elif quiz.state == State.IN_REVIEW and quiz.public is not None:
        # Should the correction be turned down, what readers have still waits for a person.
        held = replace(held, state_before=State.SUSPENDED)
    return held, change


def texts_of(articles: ArticleRepository, quizzes: Iterable[StoredQuiz]) -> dict[str, str]:
    """Return the texts that quizzes may have been made from, by their SHA-256: what the articles say and said."""
    texts: dict[str, str] = {}
    for article_id in {quiz.article_id for quiz in quizzes}:
        try:
            current, earlier = articles.get(article_id), articles.earlier_texts(article_id)
        except InputError:
            continue  # the store never had it
        texts |= {text.sha256: text.body for text in earlier} | {current.sha256: current.body}
    return texts


def _sentences(text: str) -> list[tuple[str, str]]:
    """Return each sentence in the form in which it is compared, and as it stands."""
    return list(_each_sentence(text))


def _each_sentence(text: str) -> Iterator[tuple[str, str]]:
    normalised = normalise(text)
    for start, end in sentence_spans(normalised.text):
        first, last = normalised.original_span(start, end)
        yield _form(text[first:last]), text[first:last]


def _form(text: str) -> str:
    return _SPACE.sub("", normalise(text).text)
