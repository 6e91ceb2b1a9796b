"""What the pages call the fine classes of words ("company/ecommerce"), in the reader's language."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from babel.messages.pofile import read_po

from quizgen.web.i18n import language

_CATALOGUE = Path(__file__).parent / "texts" / "ja" / "classes.po"


def class_name(word_class: str) -> str:
    """Return the name of a fine class, without its category; a class that nobody named as it is written."""
    written = word_class.partition("/")[2].replace("_", " ") or word_class
    return _japanese().get(word_class, written) if language() == "ja" else written


@cache
def _japanese() -> dict[str, str]:
    with _CATALOGUE.open("rb") as stream:
        return {str(message.id): str(message.string) for message in read_po(stream, locale="ja") if message.id}
