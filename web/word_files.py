"""Words in files: taken in from CSV or JSON lines, all or none, and handed out again."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from datetime import UTC, datetime

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response as BaseResponse

from quizgen.decoding import decode_any
from quizgen.errors import ArgumentError, InputError, WordError
from quizgen.lexicon.wordfiles import COLUMNS, FORMATS, REQUIRED, read_words, write_words
from quizgen.store import NewWord
from quizgen.web.access import require
from quizgen.web.i18n import ngettext
from quizgen.web.security import takes_file
from quizgen.web.told import told
from quizgen.web.word_desk import words

blueprint = Blueprint("files", __name__)

_TYPES = {"csv": "text/csv; charset=utf-8", "jsonl": "application/x-ndjson"}
# Without it, spreadsheets take the file for another encoding.
_MARK = "\ufeff"
_PROBLEM = re.compile(r"^.*?, line (?P<line>\d+)(?:, (?:column )?(?P<column>[a-z_]+))?[:,] ?(?P<message>.*)$")


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that was refused: its line from 1 and its column, "" where not known, and what is wrong."""

    line: str
    column: str
    message: str


@blueprint.get("/import")
@require("editor")
def choose() -> str:
    """Show what a file may hold."""
    return _page()


@blueprint.post("/import")
@require("editor")
@takes_file
def take() -> BaseResponse | tuple[str, int]:
    """Add the words of a file, all of them or none."""
    file = request.files.get("file")
    if file is None or not file.filename:
        return _page(missing=True), 422
    try:
        rows, encoding = rows_of(file, request.form.get("format") or None)
        added = words().import_words(rows)
    except WordError as refused:
        return _page(bad=bad_rows(str(refused)), name=file.filename), 422
    except (InputError, ArgumentError) as refused:
        return _page(error=told(refused)), 422
    done = ngettext("%(n)s語を取り込みました。", "%(n)s語を取り込みました。", len(added))
    flash(done if encoding == "UTF-8" else f"{done} ({encoding})", "success")
    return redirect(url_for("words.index", origin="added"))


@blueprint.get("/export")
def export() -> Response:
    """Hand out every word that editors added or changed, in a form that import reads."""
    format = request.args.get("format", FORMATS[0])
    if format not in FORMATS:
        raise ArgumentError(f"format: expected {' or '.join(FORMATS)}, got {format!r}")
    written = io.StringIO(newline="")
    write_words(words().export(), written, format)
    mark = _MARK if format == "csv" else ""
    name = f"quizgen-words-{datetime.now(UTC):%Y-%m-%d}.{format}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(mark + written.getvalue(), headers=headers, content_type=_TYPES[format])


def rows_of(file: FileStorage, format: str | None = None) -> tuple[list[NewWord], str]:
    """Return the words of a file that was sent, and its encoding, which may be any that spreadsheets write.

    Raises what :func:`quizgen.lexicon.wordfiles.read_words` does.
    """
    name = file.filename or "words"
    text, encoding = decode_any(file.read(), name)
    stream = io.BytesIO(text.encode("utf-8"))
    stream.name = name
    return read_words(stream, format), encoding


def bad_rows(message: str) -> list[BadRow]:
    """Return what an import's refusal says, row by row."""
    rows = []
    for line in message.removesuffix("; nothing was imported").split("\n"):
        found = _PROBLEM.match(line)
        if found:
            rows.append(BadRow(found["line"], found["column"] or "", found["message"]))
        elif not line.startswith("nothing was imported"):
            rows.append(BadRow("", "", line))
    return rows


def _page(bad: list[BadRow] | None = None, name: str = "", error: str = "", missing: bool = False) -> str:
    return render_template(
        "words/import.html",
        bad=bad or [],
        name=name,
        error=error,
        missing=missing,
        columns=COLUMNS,
        required=REQUIRED,
        formats=FORMATS,
    )
