"""A page to print: the quizzes first, their answers at the end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape
from typing import TextIO

from quizgen.batch.items import QuizData
from quizgen.batch.notices import correction_line, withdrawal_line

_LETTERS = "ABCDEFGHIJ"

# Nothing in the page is run or fetched, whatever an article holds.
_HEAD = """<!doctype html>
<html lang="ja">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width">
<title>ニュースクイズ</title>
<style>
body { font-family: serif; line-height: 1.7; max-width: 42rem; margin: 2rem auto; padding: 0 1rem; }
.quiz, .answer, .notice { break-inside: avoid; margin-bottom: 1.5rem; }
.quiz ol { list-style: upper-latin; }
.stem { white-space: pre-wrap; }
.source { font-size: 0.8rem; color: #444; }
.answers { break-before: page; }
@media print { body { margin: 0; max-width: none; } a { color: inherit; } }
</style>
</head>
<body>
<h1>ニュースクイズ</h1>
<section>
"""


def write_page(quizzes: Iterable[QuizData], stream: TextIO) -> None:
    """Write a page in HTML, corrections and withdrawals at its end. Goes through the quizzes three times."""
    stream.write(_HEAD)
    for number, quiz in _asked(quizzes):
        stream.write(_question(number, quiz))
    stream.write('</section>\n<section class="answers">\n<h1>答え</h1>\n')
    for number, quiz in _asked(quizzes):
        stream.write(_answer(number, quiz))
    stream.write("</section>\n")
    notices = [line for quiz in quizzes for line in _notices(quiz)]
    if notices:
        stream.write(f'<section class="notices">\n<h1>訂正と取り消し</h1>\n{"".join(notices)}</section>\n')
    stream.write("</body>\n</html>\n")


def _asked(quizzes: Iterable[QuizData]) -> Iterator[tuple[int, QuizData]]:
    """Yield the quizzes that readers are to answer, with their numbers."""
    return enumerate((quiz for quiz in quizzes if "withdrawn" not in quiz), start=1)


def _notices(quiz: QuizData) -> Iterator[str]:
    lines = [withdrawal_line(quiz)] if "withdrawn" in quiz else map(correction_line, quiz.get("corrections", ()))
    title = quiz["source"]["title"] or quiz["id"]
    for line in lines:
        yield f'<div class="notice">\n<p>{escape(line)}</p>\n<p class="source">{escape(title)}</p>\n</div>\n'


def _question(number: int, quiz: QuizData) -> str:
    choices = "".join(f"<li>{_choice(quiz, choice)}</li>\n" for choice in quiz["choices"])
    return (
        f'<div class="quiz" id="q{number}">\n<h2>問{number}</h2>\n'
        f'<p class="stem">{escape(quiz["stem"])}</p>\n<ol>\n{choices}</ol>\n</div>\n'
    )


def _answer(number: int, quiz: QuizData) -> str:
    return (
        f'<div class="answer">\n<p><b>問{number}　{_LETTERS[quiz["answer"]]}. {_choice(quiz, quiz["key"])}</b></p>\n'
        f'<p class="stem">{escape(quiz["explanation"])}</p>\n{_source(quiz)}</div>\n'
    )


def _choice(quiz: QuizData, choice: str) -> str:
    """Return a choice, with its reading above it where the house style gives one."""
    reading = quiz.get("ruby", {}).get(choice)
    if not reading:
        return escape(choice)
    return f"<ruby>{escape(choice)}<rp>（</rp><rt>{escape(reading)}</rt><rp>）</rp></ruby>"


def _source(quiz: QuizData) -> str:
    source = quiz["source"]
    named = escape(source["title"] or source["url"] or "")
    # Only web addresses become links: an article could bring javascript: along.
    if named and (source["url"] or "").lower().startswith(("https://", "http://")):
        named = f'<a href="{escape(source["url"])}">{named}</a>'
    parts = [part for part in (named, escape(source["date"] or "")) if part]
    return f'<p class="source">{"　".join(parts)}</p>\n' if parts else ""
