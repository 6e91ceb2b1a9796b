"""A document as the rest of quizgen reads it: normalised, in sentences, in tokens."""

from __future__ import annotations

from dataclasses import dataclass

from quizgen.text.normalise import NormalisedText, normalise
from quizgen.text.sentences import sentence_spans
from quizgen.text.tokens import Token, Tokenizer


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence: ``start``/``end``, half-open offsets in the normalised text, and its tokens, at least one."""

    start: int
    end: int
    tokens: tuple[Token, ...]


@dataclass(frozen=True, slots=True)
class Text:
    """A text that has been read. All offsets in ``sentences`` and their tokens are into ``normalised.text``."""

    normalised: NormalisedText
    sentences: tuple[Sentence, ...]

    def original_span(self, start: int, end: int) -> tuple[int, int]:
        """Return the span of the original text that became ``normalised.text[start:end]``."""
        return self.normalised.original_span(start, end)


def read_text(text: str, tokenizer: Tokenizer) -> Text:
    """Normalise ``text``, cut it into sentences and each of these into tokens.

    A text of nothing but white space has no sentences. Raises :class:`~quizgen.errors.InputError` for a lone
    surrogate.
    """
    normalised = normalise(text)
    sentences = (
        Sentence(start, end, tuple(tokenizer.tokenize(normalised.text, start, end)))
        for start, end in sentence_spans(normalised.text)
    )
    return Text(normalised, tuple(sentences))
