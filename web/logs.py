"""Structured logs: one JSON object a line, every line of a request with its id and who asked.

The path is logged as its rule: one-time links and searches stay out of the log.
"""

from __future__ import annotations

import logging
import sys
import time
from typing import Any, TextIO

import structlog
from flask import Flask, Response, g, request
from flask_login import current_user

from quizgen.web.requests import HEADER, request_id

_REQUESTS = logging.getLogger("quizgen.web.request")
# Asked every few seconds by machines.
_QUIET = {"health.healthz", "health.readyz", "metrics.metrics", "static"}


def configure(stream: TextIO | None = None) -> None:
    """Send the logs of the whole process to a stream, standard error by default, as JSON."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.ExtraAdder(),
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="time"),
        structlog.processors.format_exc_info,
    ]
    last: list[Any] = [
        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
        structlog.processors.JSONRenderer(ensure_ascii=False),
    ]
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processors=last))
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.INFO)
    # Said by our own numbers, better: how many wait, and who was refused.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    for chatty in ("alembic", "nmslib"):
        logging.getLogger(chatty).setLevel(logging.WARNING)


def init_app(app: Flask) -> None:
    """Log every request, and give each its id, which the answer carries, too."""
    app.before_request(_begin)
    app.after_request(_end)


def _begin() -> None:
    g.began = time.perf_counter()
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=request_id())


def _end(response: Response) -> Response:
    response.headers[HEADER] = request_id()
    if request.endpoint in _QUIET and response.status_code < 400:
        return response
    facts = {
        "method": request.method,
        "route": request.url_rule.rule if request.url_rule else None,
        "status": response.status_code,
        "seconds": round(time.perf_counter() - g.get("began", time.perf_counter()), 4),
        "who": current_user.name if current_user.is_authenticated else None,
        "address": request.remote_addr,
    }
    _REQUESTS.info("request", extra=facts)
    return response
