"""The categories that words have, with the Japanese label an editor reads."""

from __future__ import annotations

CATEGORIES: dict[str, str] = {
    "person": "人物",
    "place": "地名",
    "organization": "組織",
    "company": "企業",
    "team": "チーム",
    "product": "製品・サービス",
    "work": "作品",
    "event": "出来事・行事",
    "facility": "施設",
    "nationality": "国籍・民族",
    "language": "言語",
    "award": "賞",
    "law": "法令",
    "term": "用語",
}

STATUSES = ("active", "former", "dissolved", "dead")


def category_of(word_class: str) -> str:
    """Return the category of a fine class: ``team/baseball`` is of category ``team``."""
    return word_class.partition("/")[0]
