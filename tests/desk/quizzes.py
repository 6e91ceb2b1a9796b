"""Quizzes for the desk's tests; all that they say is invented."""

from __future__ import annotations

import hashlib
from typing import Any

BODY = (
    "海風電鉄は10日、新しい駅を来年春に開くと発表した。駅は港町の東側にでき、1日に4200人の利用を見込む。"
    "同社の広報担当は「通学が楽になる」と話した。"
)


def quiz(quiz_id: str = "q1", **changes: Any) -> dict[str, Any]:
    """A sound quiz in the JSON form of the contract."""
    values: dict[str, Any] = {
        "schema": 1,
        "id": quiz_id,
        "article_id": "a1",
        "stem": "［　　］は10日、新しい駅を来年春に開くと発表した。",
        "blanks": [[0, 4]],
        "key": "海風電鉄",
        "choices": ["山里電鉄", "海風電鉄", "川辺鉄道", "丘上電車"],
        "answer": 1,
        "distractors": [
            {
                "surface": name,
                "reading": "",
                "entry_id": f"{name}|company",
                "category": "company",
                "score": 0.8,
                "warnings": [],
            }
            for name in ("山里電鉄", "川辺鉄道", "丘上電車")
        ],
        "sentence": "海風電鉄は10日、新しい駅を来年春に開くと発表した。",
        "span": [0, 4],
        "explanation": "海風電鉄は10日、新しい駅を来年春に開くと発表した。",
        "source": {
            "title": "海風電鉄、港町に新駅",
            "url": "https://example.jp/news/1",
            "date": "2026-11-23",
            "sha256": hashlib.sha256(BODY.encode()).hexdigest(),
        },
        "difficulty": "normal",
        "dropped": {"key": 1},
        "seed": 0,
        "model": "m",
        "index": "i",
        "stories": [],
    }
    return {**values, **changes}


def with_choices(*choices: str, answer: int = 0, **changes: Any) -> dict[str, Any]:
    """A quiz with these choices, about whose wrong ones nothing is known."""
    wrong = [choice for position, choice in enumerate(choices) if position != answer]
    known = [
        {"surface": name, "reading": "", "entry_id": "", "category": "", "score": 0.0, "warnings": []} for name in wrong
    ]
    return quiz(choices=list(choices), answer=answer, key=choices[answer], distractors=known, **changes)
