"""What the pages call the categories of words, and numbers, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from quizgen.web.i18n import lazy_gettext as _

CATEGORY_NAMES: Mapping[str, Any] = {
    "person": _("人物"),
    "place": _("地名"),
    "organization": _("組織"),
    "company": _("企業"),
    "team": _("チーム"),
    "product": _("製品・サービス"),
    "work": _("作品"),
    "event": _("出来事・行事"),
    "facility": _("施設"),
    "nationality": _("国籍・民族"),
    "language": _("言語"),
    "award": _("賞"),
    "law": _("法令"),
    "term": _("用語"),
    "number": _("数"),
}
