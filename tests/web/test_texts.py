"""Every visible text has its English."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.pofile import read_po
from jinja2 import Environment
from jinja2.ext import babel_extract

from quizgen.web import i18n

WEB = Path(i18n.__file__).parent
_CALLS = {"_", "gettext", "lazy_gettext", "ngettext"}


def used() -> Iterator[tuple[str, str]]:
    """Yield every text that templates, modules and scripts show, and the file it is in."""
    options = {"extensions": "jinja2.ext.i18n,jinja2.ext.do"}
    for path in WEB.rglob("*.html"):
        with path.open("rb") as stream:
            for _, _, text, _ in babel_extract(stream, sorted(_CALLS), [], options):
                singular = text if isinstance(text, str) else (text or [None])[0]
                assert singular, path.name
                yield singular, path.name
    for path in WEB.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in _CALLS and node.args:
                first = node.args[0]
                if isinstance(first, ast.Constant) and isinstance(first.value, str):
                    yield first.value, path.name
    for shown in i18n.texts_of_scripts():
        yield shown, "a script"


def catalogues() -> Iterator[tuple[str, str, str]]:
    for path in (WEB / "texts" / "en").glob("*.po"):
        with path.open("rb") as stream:
            for message in read_po(stream, locale="en"):
                if message.id:
                    text = message.id if isinstance(message.id, str) else message.id[0]
                    english = message.string if isinstance(message.string, str) else (message.string or [""])[0]
                    yield path.name, text, english


def test_every_text_has_its_english() -> None:
    english = {text for _, text, translated in catalogues() if translated}
    missing = sorted({f"{where}: {text}" for text, where in used() if text not in english})
    assert not missing, "\n".join(missing)


def test_a_text_has_one_english_whatever_the_area() -> None:
    seen: dict[str, str] = {}
    for where, text, english in catalogues():
        assert seen.setdefault(text, english) == english, f"{where}: {text}"


def test_values_keep_their_names_in_english() -> None:
    for where, text, english in catalogues():
        names = [set(re.findall(r"%\((\w+)\)s", form)) for form in (text, english)]
        assert names[0] == names[1], f"{where}: {text}"


def test_templates_hold_no_inline_script_or_style() -> None:
    for path in WEB.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", text), path.name
        for attributes in re.findall(r"<script\b([^>]*)>", text):
            assert "src=" in attributes or "application/json" in attributes, path.name


def test_templates_can_be_parsed() -> None:
    environment = Environment(extensions=["jinja2.ext.i18n"], autoescape=True)
    for path in WEB.rglob("*.html"):
        environment.parse(path.read_text(encoding="utf-8"))
