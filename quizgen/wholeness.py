"""Whether an occurrence of a word stands for itself: not a part of a longer name, not an everyday word that happens
to be also a title, not the source of a report."""

from __future__ import annotations

import re

from quizgen.reading import Place, Reading
from quizgen.text import Token

# What may follow a name directly and leaves it whole: roles, and words that place it (阪神戦, 日本側, 東京都内).
_MAY_FOLLOW = frozenset(
    """
    首相 総理 大統領 大臣 外相 財務相 官房 長官 知事 市長 町長 村長 区長 議員 代表 幹事 党首 委員長 総裁
    議長 総長 書記 国王 女王 天皇 法王 教皇 監督 選手 投手 捕手 外野手 内野手 主将 コーチ 社長 会長 教授
    博士 名誉 女優 俳優 作家 棋士 親方 関 容疑 被告 政府 国内 戦 側 社 勢 製 産 式 流 派 系 軍 内 外 沖
    全域 各地 全土 周辺 付近 出身 在住 ファン 首脳 国民 地方 本社 本店 経済 株
    """.split()
)
_NOUNS_THAT_JOIN = frozenset({"一般", "固有名詞", "サ変接続", "形容動詞語幹", "数"})
_EVERYDAY_CATEGORIES = frozenset({"term", "law", "nationality", "language"})
_LONGEST_TITLE = 20
_REST_OF_TITLE = re.compile(r"[^「」『』。、は]{1,20}[」』]")
_START_OF_TITLE = re.compile(r"[「『][^「」『』。、は]{1,20}$")
_LATIN_BEHIND, _LATIN_BEFORE = re.compile("[ ]?[A-Za-z0-9]"), re.compile("[A-Za-z0-9][ ]?$")
_LATIN = re.compile(r"[A-Za-z0-9&.'+ -]+")
_KATAKANA = re.compile(r"[ァ-ヴー]+")
# Who reported it, with others beside or a note in brackets: 共同通信(47 NEWS)、読売新聞によると.
_SOURCE = re.compile(
    r"^(?:\([^)]{1,20}\))?(?:など|の報道|の記事|電子版|紙|誌|系列|(?:、|・|と|や|及び|および)[^、。・は「」]{2,15}){0,5}"
    r"(?:などの報道|など|の報道|の記事|電子版)*(?:に(?:よる|よれ)|が?、?(?:報じ|伝え)|の取材)"
)
# What makes a name before it a person's.
_HONORIFICS = frozenset(
    "氏 さん ちゃん 君 様 容疑者 容疑 被告 受刑 夫妻 親子 先生 議員 夫人 記者 投手 捕手 内野手 外野手".split()
)
# Names that are lists when they are joined (東京・大阪), not one name.
_LISTED_WITH_DOTS = frozenset({"地域", "人名"})


def is_whole(reading: Reading, place: Place) -> bool:
    """Whether nothing beside a place makes it part of a longer name (所沢 in 所沢警察署, 短大 in 女子短大生)."""
    tokens = reading.tokens
    if _is_in_latin_name(reading, place):
        return False
    before = tokens[place.first - 1] if place.first else None
    after = tokens[place.last] if place.last < len(tokens) else None
    if before is not None and before.end == tokens[place.first].start:
        if _joins(before) and not _describes(before, tokens[place.first]):
            return False
        if before.surface in "・=" and place.first > 1 and _continues(tokens[place.first - 2], tokens[place.first]):
            return False
    if after is None or after.start != tokens[place.last - 1].end:
        return True
    if after.surface == "時間":
        return False  # 米国時間, of the clock
    if (
        after.surface in "・="
        and place.last + 1 < len(tokens)
        and _goes_on(tokens[place.last - 1], tokens[place.last + 1])
    ):
        return False
    return not _joins(after) or after.surface in _MAY_FOLLOW


def is_part_of_title(reading: Reading, place: Place) -> bool:
    """Whether a place only begins or ends what quotation marks call something (サニー in 『サニー 春の歌』)."""
    text = reading.text.normalised.text
    start, end = reading.tokens[place.first].start, reading.tokens[place.last - 1].end
    opens, closes = text[start - 1 : start] in ("『", "「"), text[end : end + 1] in ("』", "」")
    if opens == closes:
        return False
    if opens:
        return _REST_OF_TITLE.match(text, end) is not None
    return _START_OF_TITLE.search(text, max(0, start - _LONGEST_TITLE), start) is not None


def is_everyday(reading: Reading, place: Place, category: str) -> bool:
    """Whether a name is written as a single everyday word (とき, 時代, 生きる), which it mostly is then."""
    if category in _EVERYDAY_CATEGORIES or place.last - place.first > 1:
        return False
    token = reading.tokens[place.first]
    return token.pos[1] != "固有名詞" and bool(token.reading)


def is_bare_surname(reading: Reading, place: Place) -> bool:
    """Whether a place is a family name alone, which many people have."""
    return place.last - place.first == 1 and reading.tokens[place.first].pos[2:] == ("人名", "姓")


def is_person_here(reading: Reading, place: Place) -> bool:
    """Whether what follows makes a name a person's (福島氏, 千葉さん), whatever else bears it."""
    tokens = reading.tokens
    after = tokens[place.last] if place.last < len(tokens) else None
    if after is None or after.start != tokens[place.last - 1].end:
        return False
    return after.surface in _HONORIFICS or after.pos[1:4] == ("固有名詞", "人名", "名")


def is_source(reading: Reading, place: Place) -> bool:
    """Whether a place names who reported the news or told it (…新聞によると)."""
    text = reading.text.normalised.text
    end = reading.tokens[place.last - 1].end
    return _SOURCE.match(text[end : end + 60]) is not None


def _is_in_latin_name(reading: Reading, place: Place) -> bool:
    """Whether a name in Latin letters goes on in such letters or figures (Windows in Windows Phone 7)."""
    text = reading.text.normalised.text
    start, end = reading.tokens[place.first].start, reading.tokens[place.last - 1].end
    if not _LATIN.fullmatch(text[start:end]):
        return False
    before = _LATIN_BEFORE.search(text, max(0, start - 2), start)
    return before is not None or _LATIN_BEHIND.match(text, end) is not None


def _describes(before: Token, token: Token) -> bool:
    """Whether a common noun only says what kind of thing the name behind it is (プロ野球阪神, 女優綾瀬はるか)."""
    named = token.pos[1] == "固有名詞" or not token.reading
    return named and before.pos[1] in {"一般", "サ変接続"} and bool(before.reading)


def _continues(before: Token, token: Token) -> bool:
    """Whether a name goes on over a middle dot: of katakana (ド・ゴール), or of no places or persons side by side."""
    if before.pos[0] != "名詞":
        return False
    if _KATAKANA.fullmatch(before.surface) and _KATAKANA.fullmatch(token.surface):
        return True
    return before.pos[2] in _LISTED_WITH_DOTS and token.pos[2] not in _LISTED_WITH_DOTS


def _goes_on(token: Token, after: Token) -> bool:
    """Whether what stands behind a middle dot is more of a katakana name (ブッシュ・ド・ノエル), no other country."""
    if not _KATAKANA.fullmatch(token.surface) or not _KATAKANA.fullmatch(after.surface):
        return False
    return "地域" not in (token.pos[2], after.pos[2])


def _joins(token: Token) -> bool:
    """Whether a neighbour makes one word with a name: another noun, a suffix (漫画家), a figure (10 km, 台風8号)."""
    if token.pos[0] != "名詞":
        return False
    return token.pos[1] in _NOUNS_THAT_JOIN or token.pos[1:3] == ("接尾", "一般")
