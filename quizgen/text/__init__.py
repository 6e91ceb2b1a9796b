"""Text: normalised with a map back, cut into sentences, cut into MeCab's tokens."""

from quizgen.text.document import Sentence, Text, read_text
from quizgen.text.normalise import NormalisedText, normalise
from quizgen.text.tokens import FugashiTokenizer, MeCabTokenizer, Token, Tokenizer, default_tokenizer

__all__ = [
    "FugashiTokenizer",
    "MeCabTokenizer",
    "NormalisedText",
    "Sentence",
    "Text",
    "Token",
    "Tokenizer",
    "default_tokenizer",
    "normalise",
    "read_text",
]
