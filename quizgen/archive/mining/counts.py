"""Counting the spans of a corpus: how often, in how many articles, when, and in whose company."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from quizgen.archive.tokenised import TokenisedArticle, tokenise
from quizgen.article import Article
from quizgen.text import Text, Token
from quizgen.text.spans import find_spans

# Words that follow the name of someone who is in the news only as this.
SUSPECT_WORDS = frozenset({"容疑", "被告", "受刑", "死刑", "被疑", "死刑囚", "被害", "遺体", "服役"})
# Words that follow the name of someone who acts in public.
ROLE_WORDS = frozenset(
    """
    首相 総理 大統領 大臣 外相 財務相 官房 長官 知事 市長 議員 代表 幹事 党首 委員 総裁 議長 総長 書記
    国王 女王 天皇 法王 教皇 皇帝 監督 選手 投手 捕手 外野 内野 主将 コーチ 社長 会長 CEO 教授 博士 名誉
    氏 女優 俳優 作家 画伯 九段 名人 関 親方 総理大臣
    """.split()
)


@dataclass(frozen=True, slots=True)
class SpanSeen:
    """One occurrence of a span: its surface, kind, reading, and the token after it."""

    surface: str
    kind: str
    reading: str
    following: str
    region: bool


@dataclass(slots=True)
class SpanCount:
    """What a corpus says of one surface. Years are None where no article with it is dated."""

    count: int = 0
    articles: int = 0
    suspect: int = 0
    role: int = 0
    region: int = 0
    reading: str = ""
    first_year: int | None = None
    last_year: int | None = None
    kinds: Counter[str] = field(default_factory=Counter)


def spans_of(article: Article, text: Text) -> tuple[TokenisedArticle, list[SpanSeen]]:
    """Read one article for the mining pass (a work function of ``map_articles``)."""
    seen = [span for sentence in text.sentences for span in _spans(sentence.tokens)]
    return tokenise(article, text), seen


def _spans(tokens: tuple[Token, ...]) -> Iterable[SpanSeen]:
    for span in find_spans(tokens):
        covered = tokens[span.first : span.last]
        # Concatenated, not sliced from the text: a compound's tokens adjoin by construction.
        surface = "".join(token.surface for token in covered)
        readings = [token.reading for token in covered]
        following = tokens[span.last].surface if span.last < len(tokens) else ""
        region = span.last - span.first == 1 and covered[0].pos[2] == "地域"
        yield SpanSeen(surface, span.kind, "".join(readings) if all(readings) else "", following, region)


def add_article(counts: dict[str, SpanCount], article: TokenisedArticle, seen: Iterable[SpanSeen]) -> None:
    """Add one article's spans to the counts."""
    year = article.year
    here: set[str] = set()
    for span in seen:
        entry = counts.get(span.surface)
        if entry is None:
            entry = counts[span.surface] = SpanCount()
        entry.count += 1
        entry.kinds[span.kind] += 1
        entry.suspect += span.following in SUSPECT_WORDS
        entry.role += span.following in ROLE_WORDS
        entry.region += span.region
        entry.reading = entry.reading or span.reading
        if span.surface in here:
            continue
        here.add(span.surface)
        entry.articles += 1
        if year is not None:
            entry.first_year = year if entry.first_year is None else min(entry.first_year, year)
            entry.last_year = year if entry.last_year is None else max(entry.last_year, year)
