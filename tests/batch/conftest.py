from __future__ import annotations

import json
from pathlib import Path

import pytest


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    """Forty articles in JSON lines: most give quizzes, and some fail or come again."""
    lines = []
    for number in range(40):
        word = chr(ord("ア") + number) * 3
        body = f"{number}日、{word}と{word}カとサッカーの話題が出た。"
        article = {"id": f"a{number}", "title": f"記事{number}", "body": body, "date": "2026-11-23"}
        lines.append(json.dumps(article, ensure_ascii=False))
    lines[7] = '{"body": '
    lines[11] = '{"title": "本文がない"}'
    lines[13] = '{"body": "鍵になる語がない。"}'
    lines[17] = lines[3]
    path = tmp_path / "articles.jsonl"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path
