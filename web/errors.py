"""What an error looks like: a page in the reader's language, or problem details (RFC 9457) for programs."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from flask import Flask, Response, make_response, render_template
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException
from werkzeug.http import HTTP_STATUS_CODES

from quizgen.errors import (
    ArgumentError,
    InputError,
    JobError,
    NoKeyword,
    QuizError,
    QuizgenError,
    StoreError,
    TooFewDistractors,
    WordError,
    WorkflowError,
)
from quizgen.store import UserError, WordConflict
from quizgen.store.quiz import QuizConflict
from quizgen.store.users import UserConflict
from quizgen.store.word_undo import UndoConflict
from quizgen.web.generating import NotLoaded
from quizgen.web.i18n import gettext, lazy_gettext
from quizgen.web.requests import request_id, wants_json
from quizgen.web.told import told
from quizgen.web.turns import Busy

_LOG = logging.getLogger(__name__)
PROBLEM = "application/problem+json"

# The first that fits says the status. Everything else of ours is a failure of the machine, not of the request.
STATUS_OF: tuple[tuple[type[Exception], int], ...] = (
    (WordConflict, 409),
    (UserConflict, 409),
    (UndoConflict, 409),
    (QuizConflict, 409),
    (WorkflowError, 409),
    (QuizError, 422),
    (JobError, 422),
    (ArgumentError, 422),
    (InputError, 422),
    (WordError, 422),
    (NoKeyword, 422),
    (TooFewDistractors, 422),
    (UserError, 422),
    (StoreError, 503),
)

_TITLES = {
    400: lazy_gettext("リクエストを読み取れません"),
    401: lazy_gettext("ログインしてください"),
    403: lazy_gettext("この操作の権限がありません"),
    404: lazy_gettext("ページが見つかりません"),
    405: lazy_gettext("この操作は使えません"),
    409: lazy_gettext("ほかの人が先に変更しました"),
    413: lazy_gettext("データが大きすぎます"),
    415: lazy_gettext("この形式は読み取れません"),
    422: lazy_gettext("入力内容を確かめてください"),
    429: lazy_gettext("操作が多すぎます"),
    500: lazy_gettext("サーバーで問題が起きました"),
    503: lazy_gettext("ただいま混み合っています"),
}
_ADVICE = {
    400: lazy_gettext("前の画面に戻り、再読み込みしてからやり直してください。"),
    401: lazy_gettext("ログインの期限が切れた可能性があります。"),
    403: lazy_gettext("必要な場合は管理者に権限の変更を依頼してください。"),
    404: lazy_gettext("アドレスが変わったか、削除された可能性があります。"),
    413: lazy_gettext("ファイルを分けるか、小さくしてからやり直してください。"),
    429: lazy_gettext("少し待ってからやり直してください。"),
    500: lazy_gettext("続く場合は、下の受付番号を管理者に伝えてください。"),
    503: lazy_gettext("少し待ってから再読み込みしてください。入力した内容は失われていません。"),
}


def init_app(app: Flask) -> None:
    """Register the handlers of every error, and ``told`` for templates that show the library's messages."""
    app.jinja_env.filters["told"] = told
    app.register_error_handler(HTTPException, _on_http)
    app.register_error_handler(CSRFError, _on_csrf)
    app.register_error_handler(Busy, _on_busy)
    app.register_error_handler(QuizgenError, _on_ours)
    app.register_error_handler(Exception, _on_unforeseen)


def error_response(
    status: int,
    detail: str = "",
    *,
    shown: str = "",
    headers: Mapping[str, str] | None = None,
    more: Mapping[str, Any] | None = None,
) -> Response:
    """Return an error as this request wants it.

    ``detail``: what is wrong, in one line, for programs; ``shown``: the same in the reader's language, by default
    ``detail``. ``more``: further members of the problem details, such as ``errors``.
    """
    title = str(_TITLES.get(status, HTTP_STATUS_CODES.get(status, "")))
    shown = shown or detail
    if wants_json():
        response = problem(status, detail, message=shown or title, **(more or {}))
    else:
        advice = _ADVICE.get(status, "")
        page = render_template(
            "errors/error.html", status=status, title=title, advice=advice, detail=shown, request_id=request_id()
        )
        response = make_response(page, status)
    for name, value in (headers or {}).items():
        response.headers[name] = value
    return response


def problem(status: int, detail: str = "", **more: Any) -> Response:
    """Return problem details: type, title, status, detail, the request's id and what else is named.

    ``message`` among the rest says for people, in the language of the page, what ``detail`` says for programs.
    """
    body = {"type": "about:blank", "title": HTTP_STATUS_CODES.get(status, "Error"), "status": status}
    if detail:
        body["detail"] = detail
    body |= {"request_id": request_id()} | more
    return Response(json.dumps(body, ensure_ascii=False), status, content_type=PROBLEM)


def status_of(error: QuizgenError) -> int:
    """Return the HTTP status of one of our errors."""
    return next((status for kind, status in STATUS_OF if isinstance(error, kind)), 500)


def _on_http(error: HTTPException) -> Response:
    status = error.code or 500
    if status < 400:
        return make_response(error.get_response())
    headers = {name: value for name, value in error.get_headers() if name in ("Allow", "Retry-After")}
    headers.update(getattr(error, "data", {}).get("headers") or {})
    messages = getattr(error, "data", {}).get("messages")
    detail = error.description or "" if type(error).description != error.description else ""
    more = {"errors": messages} if messages else None
    return error_response(status, detail, shown=told(detail), headers=headers, more=more)


def _on_csrf(error: CSRFError) -> Response:
    text = gettext("このページは古くなっています。再読み込みしてからやり直してください。")
    return error_response(400, text)


def _on_busy(error: Busy) -> Response:
    detail = shown = ""
    if isinstance(error, NotLoaded):
        detail = error.reason or "the model is being loaded"
        failed = gettext("モデルを読み込めませんでした。管理者に知らせてください。")
        shown = failed if error.reason else gettext("モデルを読み込んでいます。")
    return error_response(503, detail, shown=shown, headers={"Retry-After": str(error.retry_after)})


def _on_ours(error: QuizgenError) -> Response:
    status = status_of(error)
    if status >= 500:
        _LOG.error("request failed: %s", error)
    headers = {"Retry-After": "5"} if status == 503 else None
    more: dict[str, Any] = {"error": type(error).__name__}
    if isinstance(error, WordConflict):
        more |= {"version": error.theirs.version, "conflict": [asdict(row) for row in error.fields()]}
    return error_response(status, str(error), shown=told(error), headers=headers, more=more)


def _on_unforeseen(error: Exception) -> Response:
    _LOG.exception("request failed unforeseen")
    return error_response(500)
