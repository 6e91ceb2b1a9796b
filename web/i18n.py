"""Japanese and English: every visible text is written in Japanese and looked up, for English, in ``texts/en/*.po``.

The catalogues are read as they are when the application starts: nothing is compiled. Each area of the application has a
file of its own. Times are shown in the newsroom's time zone.
"""

from __future__ import annotations

import io
import re
from datetime import date, datetime
from functools import cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from babel import dates, numbers
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask import Flask, current_app, g, has_request_context, session
from markupsafe import Markup
from werkzeug.local import LocalProxy

from quizgen.web.config import LANGUAGES

_FOLDER = Path(__file__).parent / "texts"
_SCRIPTS = Path(__file__).parent / "static" / "js"
# In JavaScript modules a text stands in t("…") as one string in double quotes.
_SCRIPT_TEXT = re.compile(r'\bt\(\s*"((?:[^"\\]|\\.)+)"')


def init_app(app: Flask, *, default: str, time_zone: str) -> None:
    """Give an application its languages: ``_`` and ``ngettext`` in templates, and filters for dates and numbers."""
    app.extensions["quizgen.i18n"] = (default, ZoneInfo(time_zone))
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(gettext, ngettext, newstyle=False)  # type: ignore[attr-defined]
    app.jinja_env.globals.update(_=gettext, ngettext=ngettext, gettext=gettext)
    app.jinja_env.filters.update(
        date=format_date,
        time=format_time,
        datetime=format_datetime,
        moment=format_moment,
        ago=format_ago,
        number=format_number,
    )
    app.jinja_env.globals.update(language=language, languages=LANGUAGES, script_texts=script_texts)


def language() -> str:
    """Return the language of this request: the person's own, else the one chosen in this browser, else the default."""
    if not has_request_context():
        return LANGUAGES[0]
    if "language" not in g:
        default, _ = current_app.extensions["quizgen.i18n"]
        chosen = session.get("language", default)
        g.language = chosen if chosen in LANGUAGES else default
    return str(g.language)


def gettext(text: str, /, **values: Any) -> str:
    """Return a text in the language of this request; ``%(name)s`` in it is replaced by the value of that name.

    Markup stays markup, and values put into it are escaped.
    """
    found: str = _translations(language()).gettext(text)
    if isinstance(text, Markup):
        found = Markup(found)
    return found % values if values else found


def ngettext(singular: str, plural: str, n: int, /, **values: Any) -> str:
    """Return the form for ``n``, which stands in the text as ``%(n)s``; Japanese has one form, English two."""
    found = _translations(language()).ngettext(singular, plural, n)
    return found % ({"n": format_number(n)} | values)


def lazy_gettext(text: str, /, **values: Any) -> Any:
    """Return a text that is looked up when it is shown: for what is written outside a request."""
    return LocalProxy(lambda: gettext(text, **values))


def format_datetime(when: datetime | None) -> str:
    """Write a point in time in the newsroom's zone, to the minute."""
    return dates.format_datetime(when, _pattern("datetime"), _zone(), locale=language()) if when else ""


def format_date(when: date | None) -> str:
    """Write a day."""
    if isinstance(when, datetime):
        when = when.astimezone(_zone()).date()
    return dates.format_date(when, _pattern("date"), locale=language()) if when else ""


def format_time(when: datetime | None) -> str:
    """Write the time of day in the newsroom's zone."""
    return dates.format_time(when.astimezone(_zone()), "H:mm", _zone(), locale=language()) if when else ""


def format_ago(when: datetime | None) -> str:
    """Write how long ago a point in time was."""
    if when is None:
        return ""
    return dates.format_timedelta(when - datetime.now(when.tzinfo), add_direction=True, locale=language())


def format_number(value: float) -> str:
    """Write a number with separators of thousands."""
    return numbers.format_decimal(value, locale=language())


def script_texts() -> dict[str, str]:
    """Return what ``t("…")`` of the JavaScript modules is to show in the language of this request."""
    return _script_texts(language())


@cache
def _script_texts(name: str) -> dict[str, str]:
    if name == LANGUAGES[0]:
        return {}
    translations = _translations(name)
    return {text: translations.gettext(text) for text in sorted(texts_of_scripts())}


def texts_of_scripts() -> set[str]:
    """Return every text that the JavaScript modules show."""
    return {
        match.replace('\\"', '"')
        for path in _SCRIPTS.rglob("*.js")
        for match in _SCRIPT_TEXT.findall(path.read_text(encoding="utf-8"))
    }


@cache
def _translations(name: str) -> NullTranslations:
    translations: NullTranslations = NullTranslations()
    for path in sorted((_FOLDER / name).glob("*.po")):
        compiled = io.BytesIO()
        with path.open("rb") as stream:
            write_mo(compiled, read_po(stream, locale=name))
        compiled.seek(0)
        area = GNUTranslations(compiled)
        area.add_fallback(translations)
        translations = area
    return translations


def format_moment(when: datetime | None) -> str:
    """Write a point in time as an input of type datetime-local takes it."""
    return when.astimezone(_zone()).strftime("%Y-%m-%dT%H:%M") if when else ""


def read_moment(text: str) -> datetime:
    """Return the point in time that an input of type datetime-local names. Raises ValueError."""
    when = datetime.fromisoformat(text)
    return when if when.tzinfo is not None else when.replace(tzinfo=_zone())


def today() -> date:
    """Return the newsroom's day."""
    return datetime.now(_zone()).date()


def _zone() -> ZoneInfo:
    zone = current_app.extensions["quizgen.i18n"][1]
    assert isinstance(zone, ZoneInfo)
    return zone


def _pattern(kind: str) -> str:
    patterns = {
        "ja": {"date": "y年M月d日(E)", "datetime": "y年M月d日 H:mm"},
        "en": {"date": "EEE, d MMM y", "datetime": "d MMM y, H:mm"},
    }
    return patterns[language()][kind]


def choose(name: str) -> None:
    """Keep a language for this browser."""
    session["language"] = name
    g.pop("language", None)
