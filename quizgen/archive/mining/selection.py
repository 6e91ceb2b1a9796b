"""Which spans of a corpus may become keywords, and which never: fragments, numbers, and people who are not public."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from quizgen.archive.mining.counts import SpanCount
from quizgen.text.spans import RELATIVE

MIN_COUNT = 8
MIN_ARTICLES = 5
# A title or a labelled entity is known to be a name, so that fewer mentions do.
MIN_WITNESSED_COUNT = 3
MIN_WITNESSED_ARTICLES = 2
MIN_PERSON_ARTICLES = 4
MIN_PERSON_ROLES = 3
# Someone met this often as suspect, accused or victim is not in the lexicon, however well known.
MAX_SUSPECT_SHARE = 0.05

_HIRAGANA = re.compile(r"[ぁ-ゖー]+")
# エロ and セックス also stand within foreign names (ラファエロ, エセックス), ヌード within ヌードル.
_UNWANTED = re.compile(
    r"(?:殺人|殺傷|殺害|誘拐|強姦|暴行|監禁|遺棄|虐待|自殺|心中|通り魔|立てこもり|バラバラ|死刑|容疑|被告|被害|遺族|"
    r"売春|わいせつ|(?<![エェサ])セックス|アダルト|(?<![ァ-ヺー])エロ|ヌード(?!ル)|下ネタ)"
)
_FRAGMENT = re.compile(
    r"^(?:[ー・ゝゞ々ァィゥェォッャュョぁぃぅぇぉっゃゅょん]|世代|年度|月|当時|[0-9])|[・&=\-(（「『]$"
)
_FILLER = re.compile(
    r"(?:関連|関係|以外|以上|以下|同士|自体|全体|全般|一覧|概要|参照|脚注|出典|外部リンク|記事|写真|画像|ページ|サイト|など|ほか|"
    r"場合|必要|可能|結果|理由|方法|状況|状態|問題|予定|発表|開催|発売|開始|終了|対応|実施|使用|利用|提供|展開|公開|登場|紹介)$"
)


def may_be_keyword(surface: str, seen: SpanCount) -> bool:
    """Whether a counted span is frequent, whole and public enough to be considered."""
    if not is_whole_word(surface) or _FILLER.search(surface):
        return False
    kind = seen.kinds.most_common(1)[0][0]
    if kind in {"name", "noun", "phrase"} or surface.isascii():
        # A family name alone is nobody in particular, common nouns (持株会社, 空港) name a kind of thing rather than a
        # thing, and Latin fragments of titles name nothing.
        return False
    if kind == "person":
        return is_public_person(seen) and len(surface) >= 3
    if kind == "compound" and len(surface) < 3:
        return False
    return seen.count >= MIN_COUNT and seen.articles >= MIN_ARTICLES and not is_suspect(seen)


def is_whole_word(surface: str) -> bool:
    """Whether a surface is a word that can stand as a choice: no fragment, number, date or unpleasant subject."""
    if (
        surface in RELATIVE
        or not 2 <= len(surface) <= 24
        or _HIRAGANA.fullmatch(surface)
        or (surface.isascii() and len(surface) < 3)
    ):
        return False
    if _FRAGMENT.search(surface) or _UNWANTED.search(surface):
        return False
    categories = {unicodedata.category(character) for character in surface}
    return not categories & {"Cc", "Cf", "Co", "So", "Sk"} and bool(categories & {"Lo", "Lu", "Ll"})


def is_public_person(seen: SpanCount) -> bool:
    """Whether a person is met in several articles in a public role, and not as suspect, accused or victim."""
    return seen.articles >= MIN_PERSON_ARTICLES and seen.role >= MIN_PERSON_ROLES and not is_suspect(seen)


def is_suspect(seen: SpanCount) -> bool:
    """Whether a name is followed by 容疑者, 被告 and the like more often than by chance."""
    return seen.suspect > max(0, MAX_SUSPECT_SHARE * seen.count)


def may_be_witnessed_keyword(surface: str, counts: Mapping[str, SpanCount]) -> bool:
    """Whether a title or labelled entity is in the corpus as a whole word and names nobody to be left in peace."""
    seen = counts.get(surface)
    if seen is None or not is_whole_word(surface) or is_suspect(seen):
        return False
    return seen.count >= MIN_WITNESSED_COUNT and seen.articles >= MIN_WITNESSED_ARTICLES
