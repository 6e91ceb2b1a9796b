"""Sentences of the stored articles that have a word: the contexts of one that was added without any."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from quizgen.store import ArticleRepository
from quizgen.store.word import MAX_CONTEXT
from quizgen.text import Tokenizer, normalise, read_text
from quizgen.text.whole_words import whole_places

# A handful of sentences tell a word's senses; they should not all be of one article.
_WANTED = 8
_OF_ONE_ARTICLE = 2
_ARTICLES = 40


def find_contexts(articles: ArticleRepository, names: Sequence[str], tokenizer: Tokenizer) -> tuple[str, ...]:
    """Return up to eight sentences, from the newest articles, in which one of the names stands as a word of its own.

    ``names``: a word's surface and aliases. A sentence that has the characters only inside another word, as 東京都 has
    京都, is left out.
    """
    found: dict[str, None] = {}
    for name in names:
        form = normalise(name).text.strip()
        for article in articles.containing(form, _ARTICLES):
            here = [sentence for sentence in _sentences(article.body, form, tokenizer) if sentence not in found]
            found.update(dict.fromkeys(here[:_OF_ONE_ARTICLE]))
            if len(found) >= _WANTED:
                return tuple(found)[:_WANTED]
    return tuple(found)


def _sentences(body: str, form: str, tokenizer: Tokenizer) -> Iterator[str]:
    text = read_text(body, tokenizer)
    whole = text.normalised.text
    for sentence in text.sentences:
        # The length is that of the original too, but for the rare character that normalising makes longer.
        if sentence.end - sentence.start > MAX_CONTEXT // 2 or form not in whole[sentence.start : sentence.end]:
            continue
        if any(whole_places(whole, sentence.tokens, form, tokenizer)):
            start, end = text.original_span(sentence.start, sentence.end)
            yield body[start:end]
