"""GIFT, the text format in which Moodle imports questions (docs.moodle.org, "GIFT format")."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TextIO

from quizgen.batch.items import QuizData
from quizgen.batch.notices import correction_line, one_line, withdrawal_line

_ESCAPES = str.maketrans({**{mark: f"\\{mark}" for mark in "\\~=#{}:"}, "\n": "\\n", "\r": None})


def write_gift(quizzes: Iterable[QuizData], stream: TextIO) -> None:
    """Write multiple-choice questions named by their quiz id, with the explanation as general feedback.

    The texts are marked as plain, so that Moodle takes no character of them for HTML; a reading that the house style
    gives a choice therefore follows it in brackets. Corrections stand behind the explanation; a withdrawn quiz is a
    comment.
    """
    for quiz in quizzes:
        if "withdrawn" in quiz:
            stream.write(f"// {one_line(quiz['id'])} {withdrawal_line(quiz)}\n\n")
            continue
        stream.write(f"::{_escaped(quiz['id'])}::[plain]{_escaped(quiz['stem'])} {{\n")
        for number, choice in enumerate(quiz["choices"]):
            reading = quiz.get("ruby", {}).get(choice)
            shown = f"{choice}（{reading}）" if reading else choice
            stream.write(f"{'=' if number == quiz['answer'] else '~'}{_part(shown)}\n")
        feedback = "\n".join((quiz["explanation"], *map(correction_line, quiz.get("corrections", ()))))
        stream.write(f"####{_part(feedback)}\n}}\n\n")


def _part(text: str) -> str:
    """Write a choice or feedback: in the stem's format; one that begins like a format or a weight names its own."""
    escaped = _escaped(text)
    return f"[plain]{escaped}" if escaped.startswith(("[", "%")) else escaped


def _escaped(text: str) -> str:
    return text.translate(_ESCAPES)
