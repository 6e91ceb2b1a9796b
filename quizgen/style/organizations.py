"""株式会社 and the like: with it or without it, in front or behind as it belongs to the name."""

from __future__ import annotations

import re
from collections.abc import Sequence

from quizgen.style.context import ChoiceContext
from quizgen.style.settings import AS_ARTICLE, OrganizationStyle
from quizgen.text import normalise

CATEGORIES = frozenset({"company", "organization"})

_FORMS = (
    "株式会社|有限会社|合同会社|合資会社|合名会社|相互会社|[(（](?:株|有|同|社|財|学)[)）]|㈱|㈲"
    "|(?:一般|公益|特例)?(?:社団|財団)法人|特定非営利活動法人|NPO法人|ＮＰＯ法人|学校法人|医療法人(?:社団|財団)?"
    "|社会福祉法人|宗教法人|(?:地方)?独立行政法人|国立大学法人|公立大学法人|国立研究開発法人"
)
_IN_FRONT = re.compile(rf"^(?:{_FORMS})\s?")
_BEHIND = re.compile(rf"\s?(?:{_FORMS})$")


def without_legal_form(surface: str) -> str:
    """Take the legal form off a name, in front or behind; a name that is nothing else stays."""
    return _BEHIND.sub("", _IN_FRONT.sub("", surface)) or surface


def written_organizations(
    choices: Sequence[str], key: str, style: OrganizationStyle, context: ChoiceContext
) -> list[str]:
    """Write all choices with their legal form, or all without.

    Without, too, where one choice's form is not known, and where the stem holds the form beside the blank.
    """
    bare = [without_legal_form(choice) for choice in choices]
    wanted = style.legal_form
    if wanted == AS_ARTICLE:
        wanted = "without" if without_legal_form(key) == key else "with"
    beside = _BEHIND.search(context.before) or _IN_FRONT.search(context.after)
    if wanted == "without" or beside:
        return bare
    full = [_full_name(choice, style, context) for choice in choices]
    known = [name for name in full if name is not None]
    return known if len(known) == len(choices) else bare


def _full_name(choice: str, style: OrganizationStyle, context: ChoiceContext) -> str | None:
    if without_legal_form(choice) != choice:
        return choice
    names = {normalise(name).text: full for name, full in style.full_names.items()}
    return names.get(normalise(choice).text) or context.full_name(choice)
