"""GIFT as pygiftparser reads it: questions from standard input to JSON on standard output.

A program of its own, because that parser's old parts warn, and look for a module that setuptools no longer brings.
"""

from __future__ import annotations

import io
import json
import sys
import types


def read(text: str) -> list[dict[str, object]]:
    entry_points = types.ModuleType("pkg_resources")
    entry_points.iter_entry_points = lambda *_: iter(())  # type: ignore[attr-defined]
    sys.modules["pkg_resources"] = entry_points
    from pygiftparser import parser

    return [
        {
            "valid": question.valid,
            "kind": type(question.answers).__name__,
            "title": question.title,
            "text": question.text,
            "answers": [[answer.fraction, answer.answer] for answer in question.answers.answers],
            "feedback": question.generalFeedback,
        }
        for question in parser.parseFile(io.StringIO(text))
    ]


if __name__ == "__main__":
    json.dump(read(sys.stdin.read()), sys.stdout, ensure_ascii=False)
