"""A day handed out as a file, and a batch's quizzes taken into the review queue."""

from __future__ import annotations

import io
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from flask import Blueprint, Response, abort, render_template, request
from werkzeug.datastructures import FileStorage
from werkzeug.utils import secure_filename

from quizgen.batch.formats import FORMATS
from quizgen.desk.exporting import Export, export_day
from quizgen.desk.importing import Imported, import_file
from quizgen.errors import InputError, QuizError
from quizgen.store.articles import ArticleRepository
from quizgen.store.quiz import QuizContent
from quizgen.web.access import require
from quizgen.web.i18n import gettext as _
from quizgen.web.i18n import today
from quizgen.web.quiz_desk import desk
from quizgen.web.security import takes_file
from quizgen.web.services import services
from quizgen.web.told import told

blueprint = Blueprint("files", __name__)

_MEDIA = {
    "jsonl": "application/x-ndjson; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "gift": "text/plain; charset=utf-8",
    "html": "text/html; charset=utf-8",
}
# The page to print brings its few styles along and nothing that runs.
_PRINTED = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
_SHOWN_PROBLEMS = 50


@blueprint.get("/day/<string(maxlength=10):day>/export.<any({}):format>".format(", ".join(FORMATS)))
@require("editor")
def export(day: str, format: str) -> Response:
    """Hand a day out as a file; the page to print opens as a page."""
    section = request.args.get("section") or None
    stream = io.StringIO(newline="")
    export_of(day, section).write(format, stream)
    response = Response(stream.getvalue(), content_type=_MEDIA[format])
    if format == "html":
        response.headers["Content-Security-Policy"] = _PRINTED
    else:
        response.headers["Content-Disposition"] = f'attachment; filename="quizzes-{day}.{format}"'
    return response


def export_of(day: str, section: str | None = None) -> Export:
    """Gather what a day hands out now, or answer 404 where there is no such day."""
    try:
        return export_day(desk().repository, day, datetime.now(UTC), section=section)
    except QuizError as error:
        abort(404, str(error))


@blueprint.get("/batch/import")
@require("editor")
def form() -> str:
    """Ask for a batch's output."""
    return _page()


@blueprint.post("/batch/import")
@require("editor")
@takes_file
def take() -> str | tuple[str, int]:
    """Take a batch's output into the review queue, and say what became of it."""
    file = request.files.get("file")
    if file is None or not file.filename:
        return _page(problem=_("ファイルを選んでください。")), 422
    try:
        return _page(imported=import_upload(file, request.form.get("day") or None))
    except (InputError, QuizError) as refused:
        return _page(problem=_("取り込めません。"), detail=told(refused)), 422


def import_upload(file: FileStorage, day: str | None) -> Imported:
    """Take an uploaded file, gzipped or not, into the review queue. Raises InputError or QuizError."""
    name = secure_filename(file.filename or "") or "upload.jsonl"
    with tempfile.TemporaryDirectory(prefix="quizgen-import-") as folder:
        path = Path(folder) / name
        file.save(path)
        return import_file(desk(), path, day=day, section_of=_section_of)


def _section_of(content: QuizContent) -> str:
    try:
        return ArticleRepository(services().store).get(content["article_id"]).section or ""
    except InputError:
        return ""


def _page(imported: Imported | None = None, problem: str = "", detail: str = "") -> str:
    return render_template(
        "quizzes/import.html",
        imported=imported,
        problem=problem,
        detail=detail,
        most=_SHOWN_PROBLEMS,
        day=request.form.get("day", today().isoformat()),
    )
