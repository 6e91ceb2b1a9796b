"""Serving on this machine: waitress with threads, one-time link of a first start, worker, an end without lost work."""

from __future__ import annotations

import logging
import os
import signal
import socket
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from types import FrameType
from typing import Any

from flask import Flask
from waitress.server import create_server

from quizgen.errors import HomeError
from quizgen.in_use import using
from quizgen.store import Store, UserRepository
from quizgen.web import logs
from quizgen.web.app import create_app
from quizgen.web.config import SettingsError, WebSettings
from quizgen.web.worker_child import WorkerChild

_FIRST_NAME = "admin"
# Threads that answer pages while every other one waits for its turn at the model.
_SPARE_THREADS = 8
_CONNECTIONS = 1000
_LOG = logging.getLogger("quizgen.serve")


def serve(
    home: Path,
    *,
    host: str,
    port: int,
    threads: int,
    worker: bool,
    say: Callable[[str], None],
) -> None:
    """Serve until SIGTERM or Ctrl-C; requests that have begun are answered first.

    ``port`` 0 takes a free one. ``say`` gets the lines for the person who started it. Raises :class:`HomeError`,
    :class:`StoreError` or :class:`SettingsError`.
    """
    settings = _fitting(WebSettings.read(home), threads)
    logs.configure()
    with using(home):
        listening = _listen(host, port)  # before anything is loaded: a port that is taken is told at once
        app = create_app(home, settings)
        server = _server(app, listening, threads)
        address = settings.public_url.rstrip("/") or f"http://{_in_url(host)}:{listening.getsockname()[1]}"
        store: Store = app.extensions["quizgen"].store
        token = first_link(store, settings)
        say(f"quizgen: serving {home} at {address}/")
        if token:
            say(f"quizgen: the first administrator chooses a password here, once, within {settings.link_hours} hours:")
            say(f"  {address}/start/{token}")
        child = WorkerChild(home) if worker else None
        signal.signal(signal.SIGTERM, _end)
        if child:
            child.start()
        try:
            server.run()
        finally:
            server.close()
            if child:
                child.stop()
            store.close()
            _LOG.info("ended")
            if app.extensions["quizgen"].desk.loading:
                # Python cannot take itself down under a thread that is inside torch's import: it would hang.
                logging.shutdown()
                sys.stdout.flush()
                os._exit(0)


def first_link(store: Store, settings: WebSettings) -> str:
    """Return the token with which the first administrator comes in; empty where one can log in already."""
    repository = UserRepository(store, "quizgen serve")
    first = repository.first_administrator(_FIRST_NAME)
    return repository.link(first.id, timedelta(hours=settings.link_hours)) if first else ""


def _listen(host: str, port: int) -> socket.socket:
    try:
        return socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as error:
        raise HomeError(f"cannot listen at {host}:{port}: {error.strerror or error}; choose another --port") from error


def _server(app: Flask, listening: socket.socket, threads: int) -> Any:
    return create_server(
        app,
        sockets=[listening],
        threads=threads,
        connection_limit=_CONNECTIONS,
        channel_timeout=60,
        ident="quizgen",
        clear_untrusted_proxy_headers=False,  # ProxyFix decides, by the setting "proxies"
    )


def _fitting(settings: WebSettings, threads: int) -> WebSettings:
    """Return settings with which some threads are always free for pages, and for saying no."""
    room = threads - settings.generators - _SPARE_THREADS
    if room < 1:
        least = settings.generators + _SPARE_THREADS + 1
        raise SettingsError(f"--threads: expected {least} or more with {settings.generators} generators, got {threads}")
    return settings.with_(waiting=min(settings.waiting, room))


def _in_url(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _end(number: int, frame: FrameType | None) -> None:
    # waitress ends by itself at this exception, and answers what it has begun.
    raise SystemExit(0)
