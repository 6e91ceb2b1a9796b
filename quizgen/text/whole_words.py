"""Words that MeCab does not know, made whole: where it cut across one, the text is cut anew there.

MeCab reads ちいかわが as ち|い|か|わが, so that no run of tokens is ちいかわ. But a word must not be found wherever its
characters stand: 京都 is not in 東京都. So an edge inside a token is taken only where MeCab guessed that
token or ran into a particle, and what is left of it stands for itself.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import replace

from quizgen.text.document import Sentence, Text
from quizgen.text.tokens import Token, Tokenizer

# Two hiragana stand by chance in too many places.
_SHORTEST = 3
# What may stand beside a word of hiragana; alone, MeCab takes some of it for other things (が for "but").
_PARTICLES = frozenset("が は を に で と も の や へ か ね よ な だ から まで より って です など だけ".split())
_PARTICLE_POS = frozenset({"助詞", "助動詞"})


def cut_at_words(text: Text, words: Sequence[str], tokenizer: Tokenizer) -> Text:
    """Return the text with its tokens cut at the edges of these words, wherever they stand whole.

    ``words``: normalised; where two overlap, the earlier in the list wins.
    """
    there = [word for word in words if len(word) >= _SHORTEST and word in text.normalised.text]
    if not there:
        return text
    sentences = tuple(_cut_sentence(text.normalised.text, sentence, there, tokenizer) for sentence in text.sentences)
    return replace(text, sentences=sentences)


def whole_places(text: str, tokens: Sequence[Token], word: str, tokenizer: Tokenizer) -> Iterator[tuple[int, int]]:
    """Yield the half-open spans of a word in a tokenised stretch of ``text`` that stand for themselves, in order."""
    if not tokens or not word:
        return
    position = tokens[0].start
    while (position := text.find(word, position, tokens[-1].end)) >= 0:
        end = position + len(word)
        if all(_is_free_edge(text, _crossed(tokens, edge), edge, position, tokenizer) for edge in (position, end)):
            yield position, end
            position = end
        else:
            position += 1


def _cut_sentence(text: str, sentence: Sentence, words: Sequence[str], tokenizer: Tokenizer) -> Sentence:
    tokens = sentence.tokens
    for word in words:
        for span in list(whole_places(text, tokens, word, tokenizer)):
            for edge in span:
                tokens = _cut(text, tokens, edge, tokenizer)
    return sentence if tokens is sentence.tokens else replace(sentence, tokens=tokens)


def _cut(text: str, tokens: tuple[Token, ...], edge: int, tokenizer: Tokenizer) -> tuple[Token, ...]:
    crossed = _crossed(tokens, edge)
    if crossed is None:
        return tokens
    place = tokens.index(crossed)
    parts = (*tokenizer.tokenize(text, crossed.start, edge), *tokenizer.tokenize(text, edge, crossed.end))
    return (*tokens[:place], *parts, *tokens[place + 1 :])


def _crossed(tokens: Sequence[Token], edge: int) -> Token | None:
    """Return the token that an edge is inside of, None where it is between tokens."""
    return next((token for token in tokens if token.start < edge < token.end), None)


def _is_free_edge(text: str, token: Token | None, edge: int, start: int, tokenizer: Tokenizer) -> bool:
    """Whether a word that begins at ``start`` may begin or end at an edge inside a token."""
    if token is None:
        return True
    outside = (token.start, edge) if edge == start else (edge, token.end)
    rest = tokenizer.tokenize(text, *outside)
    if token.reading:
        hiragana = all(_script(character) == "HIRAGANA" for character in token.surface)
        return hiragana and token.pos[0] != "名詞" and all(map(_is_particle, rest))
    return _script(text[edge - 1]) != _script(text[edge]) or all(part.reading for part in rest)


def _is_particle(token: Token) -> bool:
    return token.pos[0] in _PARTICLE_POS or token.surface in _PARTICLES


def _script(character: str) -> str:
    """Return HIRAGANA, KATAKANA, CJK, LATIN, …: the first word of a character's name."""
    if character == "ー":
        return "KATAKANA"
    return unicodedata.name(character, "").partition(" ")[0]
