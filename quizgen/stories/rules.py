"""Judging an article by the rules: which kinds of story it is, and the words that show it."""

from __future__ import annotations

import hashlib
import math
import os
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from quizgen.article import Article
from quizgen.data import data_path
from quizgen.errors import StoryRulesError
from quizgen.stories.flags import Evidence, StoryFlag
from quizgen.stories.rulefile import FILE_NAME, Context, Kind, Rule, RuleFile, parse_rules
from quizgen.stories.searching import Hit, SearchedText, Word
from quizgen.text import Text, Tokenizer, default_tokenizer, read_text

_YEAR = re.compile(r"(?<![0-9])([0-9]{3,4})年")


@dataclass(frozen=True, slots=True)
class _Part:
    """Title or body, with what a word counts in its first ``late_after`` sentences, and behind them."""

    where: str
    searched: SearchedText
    times: float
    late_after: float
    late_times: float

    def times_of(self, hit: Hit) -> float:
        """What a word found there counts."""
        return self.times if hit.sentence < self.late_after else self.late_times


@dataclass(frozen=True, slots=True)
class _Speaking:
    """A word of a rule where it counts. ``points``: already with the title's weight."""

    points: float
    part: _Part
    hit: Hit
    rule: Rule


class StoryRules:
    """The rules that tell which articles are no game. Load them with :meth:`load`; they never change.

    ``identity``: SHA-256 of the file, the first 16 hexadecimal digits.
    """

    def __init__(self, rules: RuleFile, identity: str, tokenizer: Tokenizer) -> None:
        self._rules = rules
        self.identity = identity
        self._tokenizer = tokenizer
        # Of some thousand words an article has a few dozen.
        self._by_head: dict[str, list[Word]] = defaultdict(list)
        for word in {word: None for kind in rules.kinds for rule in kind.rules for word in rule.words}:
            for head in word.heads:
                self._by_head[head].append(word)

    @classmethod
    def load(cls, path: str | os.PathLike[str] | None = None, *, tokenizer: Tokenizer | None = None) -> StoryRules:
        """Load the rules of a file, by default those that ship.

        Raises :class:`StoryRulesError` for a file that cannot be read or is wrong, naming the place in it.
        """
        file = Path(path) if path is not None else data_path(FILE_NAME)
        tokenizer = tokenizer or default_tokenizer()
        try:
            data = file.read_bytes()
        except OSError as error:
            raise StoryRulesError(
                f"{file}: cannot be read: {error.strerror}; mend it, or remove it to use the rules that ship"
            ) from error
        return cls(parse_rules(data, file, tokenizer), hashlib.sha256(data).hexdigest()[:16], tokenizer)

    def judge(self, article: Article, text: Text | None = None) -> tuple[StoryFlag, ...]:
        """Return the kinds of story that an article is, the gravest first; none for one that is fit for a game.

        ``text``: the body as already read with the same tokenizer, which saves reading it again.
        """
        rules = self._rules
        body = SearchedText(text or read_text(article.body, self._tokenizer))
        parts = [_Part("body", body, 1.0, rules.late_after, rules.late_times)]
        if article.title:
            title = SearchedText(read_text(article.title, self._tokenizer))
            parts.append(_Part("title", title, rules.title_times, math.inf, rules.title_times))
        contexts: dict[str, bool] = {}
        there = self._that_may_be_in(parts)
        flags = (self._judge(kind, article, parts, there, contexts) for kind in self._rules.kinds)
        return tuple(flag for flag in flags if flag is not None)

    def _that_may_be_in(self, parts: Iterable[_Part]) -> frozenset[Word]:
        """Return the words of the rules whose heads an article has."""
        heads = {head for part in parts for head in part.searched.heads}
        return frozenset(word for head in heads & self._by_head.keys() for word in self._by_head[head])

    def _judge(
        self, kind: Kind, article: Article, parts: list[_Part], there: frozenset[Word], contexts: dict[str, bool]
    ) -> StoryFlag | None:
        speaking = (
            word
            for rule in kind.rules
            for word in _speaking(rule, parts, there)
            if not any(self._holds(name, parts, contexts) for name in rule.unless)
        )
        counted = _without_overlaps(speaking)
        if sum(word.points for word in counted) < self._rules.flag_at:
            return None
        evidence = tuple(_evidence(article, word) for word in counted)
        return StoryFlag(kind.name, kind.label, evidence, any(word.rule.persons_barred for word in counted))

    def _holds(self, name: str, parts: list[_Part], known: dict[str, bool]) -> bool:
        if name not in known:
            known[name] = _holds(self._rules.contexts[name], parts)
        return known[name]


def _speaking(rule: Rule, parts: Iterable[_Part], there: frozenset[Word]) -> Iterable[_Speaking]:
    """Yield each word of a rule once, where it counts most and comes first; none that is not ``there``."""
    for word in rule.words:
        if word not in there:
            continue
        found = []
        for part in parts:
            for hit in part.searched.find(word):
                if _counts(hit, rule, part.searched):
                    found.append(_Speaking(rule.points * part.times_of(hit), part, hit, rule))
                    break
        if found:
            yield max(found, key=lambda speaking: speaking.points)


def _counts(hit: Hit, rule: Rule, searched: SearchedText) -> bool:
    if any(hit.within(searched.find(longer)) for longer in rule.not_in):
        return False
    silent = {other.sentence for word in rule.without for other in searched.find(word)}
    if hit.sentence in silent:
        return False
    return all(_beside(hit, group, rule.reach, silent, searched) for group in rule.together)


def _beside(hit: Hit, group: tuple[Word, ...], reach: int, silent: set[int], searched: SearchedText) -> bool:
    """Whether a word of the group stands at most ``reach`` sentences away from the hit, in none that is ``silent``."""
    return any(
        abs(other.sentence - hit.sentence) <= reach and other.sentence not in silent and not other.within([hit])
        for word in group
        for other in searched.find(word)
    )


def _without_overlaps(speaking: Iterable[_Speaking]) -> list[_Speaking]:
    """Keep of words that overlap the weightiest, then the longest: 自殺 and 自殺者 are not two signs."""
    kept: list[_Speaking] = []
    for word in sorted(
        speaking, key=lambda word: (-word.points, word.hit.start - word.hit.end, word.part.where, word.hit.start)
    ):
        if not any(
            other.part.where == word.part.where and other.hit.start < word.hit.end and word.hit.start < other.hit.end
            for other in kept
        ):
            kept.append(word)
    return kept


def _evidence(article: Article, word: _Speaking) -> Evidence:
    text = word.part.searched.text
    source = article.body if word.part.where == "body" else article.title or ""
    start, end = text.original_span(word.hit.start, word.hit.end)
    sentence = text.sentences[word.hit.sentence]
    first, last = text.original_span(sentence.start, sentence.end)
    shown = source[first:last] if word.part.where == "body" else source
    return Evidence(word.part.where, start, end, source[start:end], shown, word.rule.name)


def _holds(context: Context, parts: Iterable[_Part]) -> bool:
    """Whether an article is of a context; every different sign of it counts once, wherever in the body it stands."""
    signs: dict[Word | str, float] = {}
    for part in parts:
        found: list[Word | str] = [word for word in context.words if part.searched.find(word)]
        if context.years_before is not None:
            years = _YEAR.findall(part.searched.text.normalised.text)
            found += [year for year in years if int(year) < context.years_before]
        for sign in found:
            signs[sign] = max(part.times, signs.get(sign, 0.0))
    return sum(signs.values()) >= context.needs
