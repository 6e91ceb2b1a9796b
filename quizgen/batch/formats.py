"""The formats that quizzes are written in: JSON lines and CSV here, GIFT and a page to print beside.

A writer takes the quizzes, in the JSON form of the contract, as an iterable that it may go through more than once, and
a text stream opened in UTF-8 with ``newline=""``. An editor's desk adds what readers must hear of: ``corrections``, a
list of {"at", "note"}; and quizzes without stem and choices that were ``withdrawn``, {"at", "reason"}.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Iterable
from typing import TextIO

from quizgen.batch.gift import write_gift
from quizgen.batch.items import QuizData
from quizgen.batch.notices import correction_line, withdrawal_line
from quizgen.batch.page import write_page

_LEADING = ("id", "article_id", "title", "date", "url", "stem", "key", "answer")
_TRAILING = ("explanation", "difficulty", "style")
_NOTICES: dict[str, Callable[[QuizData], str]] = {
    "corrections": lambda quiz: "\n".join(map(correction_line, quiz.get("corrections", ()))),
    "withdrawn": lambda quiz: withdrawal_line(quiz) if "withdrawn" in quiz else "",
}
# A spreadsheet takes a cell that begins so for a formula; the full-width forms too, where it reads Japanese input.
_FORMULA = tuple("=+-@\t\r\n＝＋－＠")
_SIGNED_NUMBER = re.compile(r"[-+－＋][0-9０-９][\w.,．，%％℃]*")


def write_jsonl(quizzes: Iterable[QuizData], stream: TextIO) -> None:
    """Write one compact JSON object a line, its fields in the contract's order."""
    for quiz in quizzes:
        stream.write(json.dumps(quiz, ensure_ascii=False, separators=(",", ":")) + "\n")


def write_csv(quizzes: Iterable[QuizData], stream: TextIO) -> None:
    """Write a table for a spreadsheet (RFC 4180, with the byte order mark by which Excel knows UTF-8).

    ``answer`` is the number of the right choice, from 1; ``reading_1`` is the reading of ``choice_1`` where the house
    style asks for one; ``style`` names that style, empty for the default. A text that a spreadsheet would run as a
    formula gets an apostrophe before it; a number with its sign and unit ("-5%") is no formula and stays as it is. The
    columns ``corrections`` and ``withdrawn`` stand there where there are any.
    """
    stream.write("\ufeff")
    table = csv.writer(stream, lineterminator="\r\n")
    choices = max((len(quiz.get("choices", ())) for quiz in quizzes), default=0)
    numbered = [f"{name}_{number}" for name in ("choice", "reading") for number in range(1, choices + 1)]
    notices = [name for name in _NOTICES if any(quiz.get(name) for quiz in quizzes)]
    table.writerow((*_LEADING, *numbered, *_TRAILING, *notices))
    for quiz in quizzes:
        values = {**quiz["source"], **quiz}
        if "answer" in quiz:
            values["answer"] = quiz["answer"] + 1
        shown = list(quiz.get("choices", ()))
        readings = [quiz.get("ruby", {}).get(choice) for choice in shown]
        missing = [None] * (choices - len(shown))
        leading, trailing = ([values.get(name) for name in names] for names in (_LEADING, _TRAILING))
        told = [_NOTICES[name](quiz) for name in notices]
        table.writerow([_cell(value) for value in (*leading, *shown, *missing, *readings, *missing, *trailing, *told)])


def _cell(value: object) -> str:
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA) and not _SIGNED_NUMBER.fullmatch(text) else text


Writer = Callable[[Iterable[QuizData], TextIO], None]

WRITERS: dict[str, Writer] = {"jsonl": write_jsonl, "csv": write_csv, "gift": write_gift, "html": write_page}

FORMATS = tuple(WRITERS)


def format_of(name: str) -> str:
    """Return the format that a file's name ends in, before any ``.gz``, or "jsonl" where it names none."""
    ending = name.lower().removesuffix(".gz").rpartition(".")[2]
    return ending if ending in FORMATS else "jsonl"
