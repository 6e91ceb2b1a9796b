"""Keys that a sentence has in passing, and keys that the words beside them settle: nobody is asked for either."""

from __future__ import annotations

import re
from collections.abc import Sequence

from quizgen.lexicon import surface_key
from quizgen.reading import Place, Reading
from quizgen.text import Token, normalise

_PLACED = frozenset({"place", "organization", "company", "nationality", "facility"})
# How many tokens may describe a person between where they belong and their name.
_MOST_BETWEEN = 6
_FOREIGN = re.compile("[ァ-ヴー・=]+")
_SEVERAL_WORDS = re.compile("[ァ-ヴー]+(?:[・=][ァ-ヴー]+)+")
_TITLES = frozenset("選手 教授 監督 博士 記者 議員 候補 投手 代表".split())
# Who speaks for a town, a country or a company: these act when their head does.
_HEADS = frozenset(
    "市長 町長 村長 区長 知事 首相 総理 大統領 国王 女王 首脳 外相 財務相 防衛相 国防相 社長 会長 総裁 長官 CEO".split()
)
_WORKS_THERE = re.compile(r"で[^、。]{0,20}(?:研究|勤務|教え|学ぶ|学んだ|働)[^、。]{0,12}[ぁ-ん一-龠]")
_BIOGRAPHY = re.compile(r"(?:出身|在住|生まれ|育ち)")
_ADDRESS = re.compile(r"(?:所在地|本社|本店|住所|本部)\s?[::=][^、。()]{0,12}$")
_LIKE = re.compile(r"似(?:の|で|た)")
# A figure with these beside it is told, or nearly.
_NEARLY = re.compile(r"半数|大台|過半|[0-9一二三四五六七八九十]人に[0-9一]人|倍増|半減")
_NEAR = 10
# What is taken out of a region belongs there.
_EXCEPT = re.compile(r"を?除く[「『]?$|以外の[「『]?$")
# Between two stops of a line: 京葉線は東京―蘇我間で.
_STRETCH = re.compile(r"(?:駅)?(?:-|―|—|–|~|から)[^、。()「」]{1,8}間(?:の|で|を|に|が|は|、)")
_STRETCH_ENDS, _STRETCH_BEGINS = (
    re.compile(r"(?:駅)?間(?:の|で|を|に|が|は|、)"),
    re.compile(r"[一-龠ァ-ヴーA-Za-z](?:-|―|—|–|~|から)$"),
)
# A work that is called like a tower or a town: ドラマ「東京タワー」.
_CALLED = re.compile(
    r"(?:映画|ドラマ|曲|小説|番組|アルバム|シングル|作品|漫画|マンガ|アニメ|主題歌|テーマソング|舞台|ミュージカル|ゲーム|絵本|詩集|著書|雑誌|連載)[「『]$"
)
_WORKS = frozenset({"work", "product"})
_HEAD_OF_STATE = re.compile(r"[ 、]?(?:首相|総理|大統領|国家主席)")
# Where a person is from, behind the name: 選手(スペイン).
_FROM = re.compile(r"(?:選手|投手|監督|さん|氏|教授)?\s?\(")
_COUNTRY = "place/country"
_HEAD_OF_HOUSE = re.compile(r"(?:社長|会長|代表|代表取締役|CEO|最高経営責任者|首相|大統領)[、:のである ]{0,3}$")


def is_in_passing(reading: Reading, place: Place, categories: frozenset[str]) -> bool:
    """Whether a sentence has its key by the way: where a person comes from or works, an address, a stop of a line, whom
    one resembles, what a work is called by.

    ``categories``: what the lexicon says that the key is; empty for a figure.
    """
    before, after = _beside(reading, place)
    if _ADDRESS.search(before) or _LIKE.match(after) or _is_title(before, after, categories):
        return True
    if "place" in categories and (
        _STRETCH.match(after) or (_STRETCH_ENDS.match(after) and _STRETCH_BEGINS.search(before))
    ):
        return True
    if not categories & _PLACED:
        return False
    if _BIOGRAPHY.match(after) or _WORKS_THERE.match(after):
        return True
    return _is_of_person(reading, place, is_place="place" in categories)


def is_settled(reading: Reading, place: Place, categories: frozenset[str]) -> bool:
    """Whether the words beside a key leave nothing to guess: 約半数となる 46%, who holds an office, who of them is dead
    or of a country, the event that is on."""
    before, after = _beside(reading, place)
    if not categories:
        return bool(_NEARLY.search(before[-_NEAR:]) or _NEARLY.search(after[:_NEAR]))
    if "person" in categories:
        told = _HEAD_OF_HOUSE.search(before) or _HEAD_OF_STATE.match(after) or before.endswith("故")
        return bool(told) or _is_of_country(reading, place, after)
    if "event" in categories and after[:1] in {"は", "が"}:
        surface = reading.original(place.start, place.end)
        return surface_key(normalise(surface).text) in surface_key(normalise(reading.article.title or "").text)
    return "place" in categories and _EXCEPT.search(before) is not None


def _is_of_country(reading: Reading, place: Place, after: str) -> bool:
    """Whether a country stands in brackets behind a person, as the first thing there."""
    bracket = _FROM.match(after)
    if bracket is None:
        return False
    start = reading.tokens[place.last - 1].end + bracket.end()
    return any(
        match.start == start and any(entry.word_class == _COUNTRY for entry in match.entries)
        for match in reading.matches_in(place.sentence)
    )


def _is_title(before: str, after: str, categories: frozenset[str]) -> bool:
    """Whether a key in quotation marks is the name of a work, and the lexicon has none of that name."""
    return bool(categories) and not categories & _WORKS and after[:1] in {"」", "』"} and bool(_CALLED.search(before))


def _beside(reading: Reading, place: Place) -> tuple[str, str]:
    text, sentence = reading.text.normalised.text, reading.sentences[place.sentence]
    start, end = reading.tokens[place.first].start, reading.tokens[place.last - 1].end
    return text[sentence.start : start], text[end : sentence.end]


def _is_of_person(reading: Reading, place: Place, *, is_place: bool) -> bool:
    """Whether a key only says where a person belongs: 千葉県の林義昌, アメリカの建築家のメレル・ボーリズ."""
    _, stop = reading.sentence_tokens(place.sentence)
    after = reading.tokens[place.last : stop]
    if not after or after[0].surface != "の":
        return False
    for number, token in enumerate(after[1 : 1 + _MOST_BETWEEN], start=1):
        if token.pos[0] not in {"名詞", "記号", "接頭詞"} and token.surface != "の":
            return False
        if token.pos[2] == "人名" or _is_foreign_name(after[number:]):
            return not _is_head(after[number:])
        if token.surface in "「『":
            return is_place  # what is there: サンディエゴの「ユニオン・トリビューン」紙
    return False


def _is_head(tokens: Sequence[Token]) -> bool:
    """Whether a name is followed by the title of who heads a place or a house."""
    for token in tokens:
        if token.surface in _HEADS:
            return True
        if token.pos[0] != "名詞" and token.surface not in {"・", "="}:
            return False
    return False


def _is_foreign_name(tokens: Sequence[Token]) -> bool:
    """Whether tokens begin with a person of foreign name (ビクトリア・コモワが), not with what is called after one."""
    length = next((n for n, token in enumerate(tokens) if not _FOREIGN.fullmatch(token.surface)), len(tokens))
    name = "".join(token.surface for token in tokens[:length])
    rest = tokens[length] if length < len(tokens) else None
    return (
        _SEVERAL_WORDS.fullmatch(name) is not None
        and rest is not None
        and (rest.pos[0] != "名詞" or rest.pos[1] == "接尾" or rest.surface in _TITLES)
    )
