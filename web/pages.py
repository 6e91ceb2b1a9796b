"""The pages: a module of quizgen.web with a ``blueprint`` each, named here, and mostly with a line of the menu."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app

from quizgen.web.access import may
from quizgen.web.class_names import class_name
from quizgen.web.i18n import lazy_gettext as _

# Modules of quizgen.web, each with a ``blueprint``.
PAGES = ("accounts", "health", "home", "index", "metrics", "quizzes", "records", "users", "words", "workbench")


@dataclass(frozen=True, slots=True)
class MenuItem:
    """A line of the menu. ``endpoint``: where it leads; ``role``: who sees it, and those above."""

    endpoint: str
    label: Any
    role: str = "reader"

    @property
    def area(self) -> str:
        """The blueprint whose pages mark this line as the current one."""
        return self.endpoint.partition(".")[0]


MENU = (
    MenuItem("workbench.index", _("作業台"), "editor"),
    MenuItem("quizzes.index", _("クイズ")),
    MenuItem("words.index", _("言葉")),
    MenuItem("index.status", _("索引")),
    MenuItem("records.index", _("記録")),
    MenuItem("users.index", _("利用者"), "administrator"),
)


def init_app(app: Flask) -> None:
    """Register every page, and give templates the menu and the names of fine classes."""
    for name in PAGES:
        app.register_blueprint(importlib.import_module(f"quizgen.web.{name}").blueprint)
    app.jinja_env.globals.update(menu=menu)
    app.jinja_env.filters["class_name"] = class_name


def menu() -> list[MenuItem]:
    """Return the lines of the menu that the person of this request may follow."""
    return [item for item in MENU if item.endpoint in current_app.view_functions and may(item.role)]
