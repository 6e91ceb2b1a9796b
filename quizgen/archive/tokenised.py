"""A tokenised archive: normalised text and token offsets, kept compactly so that later passes need no MeCab."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from quizgen.archive.corpus import BadLine, read_articles
from quizgen.article import Article
from quizgen.text import Text, default_tokenizer, read_text

T = TypeVar("T")
_S = TypeVar("_S")


@dataclass(frozen=True, slots=True)
class TokenisedArticle:
    """An archive article after the text room.

    ``text``: the normalised body; ``starts``/``ends``: int32 offsets into it, one per token; ``sentences``: int32,
    the token number at which each sentence starts, with the number of tokens as its last element.
    """

    id: str
    title: str | None
    date: str | None
    text: str
    starts: NDArray[np.int32]
    ends: NDArray[np.int32]
    sentences: NDArray[np.int32]

    @property
    def year(self) -> int | None:
        """The year of its date, where it has one."""
        return int(self.date[:4]) if self.date and self.date[:4].isdecimal() else None

    @property
    def surfaces(self) -> list[str]:
        """The surface of every token."""
        text = self.text
        return [text[start:end] for start, end in zip(self.starts.tolist(), self.ends.tolist(), strict=True)]


def tokenise(article: Article, text: Text) -> TokenisedArticle:
    """Reduce a read text to what the archive passes need."""
    tokens = [token for sentence in text.sentences for token in sentence.tokens]
    bounds = np.cumsum([0] + [len(sentence.tokens) for sentence in text.sentences], dtype=np.int32)
    return TokenisedArticle(
        article.identity,
        article.title,
        article.date,
        text.normalised.text,
        np.array([token.start for token in tokens], dtype=np.int32),
        np.array([token.end for token in tokens], dtype=np.int32),
        bounds,
    )


def map_articles(
    paths: Iterable[Path],
    work: Callable[[Article, Text], T],
    *,
    skip: Callable[[str], bool] = lambda _: False,
    processes: int = 2,
    on_bad: Callable[[BadLine], None] = lambda _: None,
) -> Iterator[T]:
    """Read, tokenise and ``work`` on every article of the files, in order, in several processes.

    ``skip`` is asked with the article's id. ``work`` must be a module-level function.
    """
    with ProcessPoolExecutor(max_workers=processes) as pool:
        for chunks in _batched(_batched(_good(paths, skip, on_bad), 64), 4 * processes):
            for results in pool.map(_Chunk(work), chunks):
                yield from results


def _batched(items: Iterable[_S], size: int) -> Iterator[tuple[_S, ...]]:
    iterator = iter(items)
    while chunk := tuple(islice(iterator, size)):
        yield chunk


def _good(paths: Iterable[Path], skip: Callable[[str], bool], on_bad: Callable[[BadLine], None]) -> Iterator[Article]:
    for path in paths:
        for item in read_articles(path):
            if isinstance(item, BadLine):
                on_bad(item)
            elif not skip(item.identity):
                yield item


@dataclass(frozen=True, slots=True)
class _Chunk(Generic[T]):
    work: Callable[[Article, Text], T]

    def __call__(self, articles: tuple[Article, ...]) -> list[T]:
        tokenizer = default_tokenizer()
        return [self.work(article, read_text(article.body, tokenizer)) for article in articles]


def save_tokenised(path: Path, articles: Iterable[TokenisedArticle]) -> int:
    """Write a cache that only this project's own build steps read (pickle); returns how many articles it holds."""
    temporary = path.with_name(path.name + ".part")
    count = 0
    with temporary.open("wb") as stream:
        for article in articles:
            pickle.dump(article, stream, protocol=pickle.HIGHEST_PROTOCOL)
            count += 1
    temporary.replace(path)
    return count


def load_tokenised(path: Path) -> Iterator[TokenisedArticle]:
    """Read the cache written by :func:`save_tokenised`, article by article."""
    with path.open("rb") as stream:
        while True:
            try:
                yield pickle.load(stream)
            except EOFError:
                return
