"""Whether a sentence can stand by itself as a question, and where it would begin then."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from quizgen.asking.events import reports_event
from quizgen.asking.pointing import first_pointer, says_what
from quizgen.asking.quotation import Brackets
from quizgen.asking.remnants import is_remnant
from quizgen.text import Token

SHORTEST, LONGEST = 15, 150
_BEST_FROM, _BEST_TO, _STILL_GOOD = 25, 90, 115


class Fault(StrEnum):
    """What keeps a sentence from standing alone."""

    REMNANT = "remnant"  # no prose: link, caption, byline, item of a list
    SHORT = "short"
    LONG = "long"
    UNFINISHED = "unfinished"  # no end of a sentence: a heading
    OPEN_BRACKET = "open_bracket"
    FRAGMENT = "fragment"  # begins in the middle
    POINTS_BACK = "points_back"
    LEANS = "leans"  # points back, but far into the sentence
    NO_TOPIC = "no_topic"
    NO_SPEAKER = "no_speaker"
    NO_PREDICATE = "no_predicate"
    ASKS = "asks"
    CHATTY = "chatty"
    OPINION = "opinion"
    TALK = "talk"  # mostly what somebody says
    NO_EVENT = "no_event"  # a specification, a plot, a habit, advice
    DAMAGED = "damaged"  # something has been lost from it
    LIST = "list"


# What each fault leaves of a sentence's worth.
_LEFT: Mapping[Fault, float] = {
    Fault.REMNANT: 0.0,
    Fault.SHORT: 0.0,
    Fault.LONG: 0.0,
    Fault.OPEN_BRACKET: 0.0,
    Fault.DAMAGED: 0.0,
    Fault.FRAGMENT: 0.0,
    Fault.UNFINISHED: 0.2,
    Fault.POINTS_BACK: 0.2,
    Fault.NO_SPEAKER: 0.25,
    Fault.LEANS: 0.75,
    Fault.NO_TOPIC: 0.3,
    Fault.NO_PREDICATE: 0.6,
    Fault.ASKS: 0.3,
    Fault.CHATTY: 0.3,
    Fault.OPINION: 0.3,
    Fault.TALK: 0.3,
    Fault.NO_EVENT: 0.3,
    Fault.LIST: 0.3,
}
# A dateline in front: 【ロンドン共同】, (CNN), [東京 12日 ロイター] -
_DATELINE = re.compile(
    r"(?:【[^】。]{2,20}】|\[[^\]。]{2,25}\]\s*[-–—]?|\((?:共同|時事|ロイター|AP|AFP|CNN)[^)。]{0,10}\))\s*"
)
# These add to what was said before, or set against it; without them the sentence says the same.
_ADDS = re.compile(
    r"(?:また|さらに|更に|なお|一方で?|しかし|ただし?|だが|ところが|加えて|ちなみに|とはいえ|続いて|まず|次に|最後に|そして|"
    r"もっとも|もちろん|実際|実は|とくに|特に|同時に|ほかに|余談だが|余談ですが|ともあれ)、"
)
_ADDS_WITHOUT_COMMA = re.compile(r"(?:また|なお|しかし|だが|そして)(?=[一-龠々ァ-ヴA-Za-z0-9「『])")
# Who printed it first: a reader of the question need not know.
_REPORTED = re.compile(
    r"(?:[^、。「」()]{1,15}(?:新聞社?|通信社?|スポーツ|放送|ニュース|NHK|TBS|BBC|CNN)"
    r"(?:(?:と|や|・|、)(?=[^、。]{2,15}(?:新聞|通信|放送)))?){1,3}"
    r"(?:など|の報道|の記事|電子版|が?伝えたところ)*に(?:よると|よれば|よりますと)、?"
)
# These draw on it, and mean nothing without it.
_DRAWS = re.compile(
    r"(?:すると|だから|したがって|従って|つまり|すなわち|要するに|そこで|それで|よって|ゆえに|というのも|なぜなら|例えば|たとえば|"
    r"逆に|反対に|代わりに|以上|ほかにも|他にも?|というわけで|ということで|あとは|さて|では|それでは|でも|結局|案の定|やはり|"
    r"やっぱり|続けて)、|(?:うち[0-9、は]|いずれも|なんと|なかでも|中でも|第[0-9]+回の今回)"
    # What it is a part, a time or another of, stands in the sentence before.
    r"|約?[0-9]+(?:秒|分|時間|日|週間|か月|カ月|ヶ月|年)(?:後|前)|(?:他|ほか|別)の|他(?=[一-龠])"
    r"|(?:事件|事故|試合|作品|映画|番組|ドラマ|記事|アンケート|設問|きっかけ|原因|理由|背景|目的|発端|内容|本題|劇中|作中|本編"
    r"|結果|前半|後半|序盤|終盤|冒頭|最後|現場|会場|店内|館内|場内)(?:では|には|は|が|も|を|に|の|で|について)"
)
_ELSEWHERE = re.compile(
    r"に(?:も)?(?:あった|書いた|述べた|触れた|紹介した|説明した)(?:よう|とおり|通り)|(?:前述|先述|後述|上述)(?:の|した|し)"
    r"|劇中|作中|本編|(?:^|、)(?:原因|きっかけ|問題|話題|対象|発端)となった|について(?:だが|ですが)、"
)
_LOST = re.compile(r"「」|『』|【】|“”|\(\s*\)|、、|。、")
_END = re.compile(r"(?:。[」』)]*|[」』)]。?|[!?]+[」』)]?)$")
_ASKS = re.compile(r"(?:\?|か。|でしょう。|かな。|だろうか。)$")
_CHATTY = re.compile(
    r"[♪♡♥☆★]$|\((?:笑|爆|泣|汗)\)|!|~。?$"
    r"|(?:ください|下さい|ましょう|てみました|てみたい|てみよう|[たすいだ][ねよ]|よね|かも|だって|ちゃった)。$"
)
_FIRST_PERSON = frozenset(
    """
    私 僕 俺 わたし ぼく 私達 我々 われわれ 筆者 あなた 皆さん みなさん 皆様 みなさま 当サイト 本誌
    """.split()
)
# What the writer thinks of it.
_OPINION = re.compile(
    r"(?:では(?:ない|なかろう)(?:だろう)?か(?:と[^。]{0,12})?|と(?:思|考え)(?:う|い|え|われ)[^。]{0,6}"
    r"|(?:気|感じ)が(?:する|します)|かもしれない|かもしれません|に違いない|らしい|だろう|でしょう|はず(?:だ|です)"
    r"|(?:よう|みたい)(?:だ|です)|ものだった|ものでした|そう(?:だ|です)|べき(?:だ|です|である|であろう)|と(?:言|い)える(?:だろう)?"
    r"|(?:オススメ|おすすめ|お勧め|お薦め)(?:だ|です|したい|する|します)?|魅力(?:だ|です|的だ|的です)?"
    r"|印象(?:だ|です|的だ|的です|を受ける|を受けた)?|注目(?:だ|です|したい|しよう|されたい|される|されます|が集まる)|期待したい|ほしい|欲しい"
    r"|(?:うれし|嬉し|楽し|よさそう|良さそう|できそう)[^。]{0,5})。?$"
)
# And what the writer tried.
_TRIED = re.compile(
    r"て(?:み|見)(?:た|ました|ると|たところ)|と思(?:い|って|った)|触れたことは|(?:検証|確認|体験|実感)(?:する|でき)"
)
_TOPICS = frozenset("は が も".split())
_TIMES = frozenset("年 月 日 時 分 秒 世紀 年度 年間 日間 時間".split())
_LIST_MARKS, _LIST_GAP, _FIGURES = 7, 9, 12
_QUOTED_WHOLLY, _MOSTLY_SAID = 0.8, 0.4


@dataclass(frozen=True, slots=True)
class Judgement:
    """How well a sentence stands alone.

    ``value``: 0 to 1, higher is better; 0 for one that cannot be a question. ``faults``: what it suffers from.
    ``start``: where in the sentence the question begins, behind a dateline or a connective that it does without.
    """

    value: float
    faults: tuple[Fault, ...]
    start: int


def judge(text: str, tokens: Sequence[Token], offset: int = 0) -> Judgement:
    """Judge a sentence. ``text``: normalised; ``tokens``: its own, at least one; ``offset``: where it begins in the
    text of their offsets."""
    start = _beginning(text)
    rest, rest_tokens = text[start:], [token for token in tokens if token.start - offset >= start]
    faults = _faults(text, rest, rest_tokens, offset + start) if rest_tokens else [Fault.FRAGMENT]
    value = _length_value(len(rest))
    for fault in faults:
        value *= _LEFT[fault]
    return Judgement(round(value, 4), tuple(faults), start)


def _beginning(text: str) -> int:
    dateline = _DATELINE.match(text)
    start = dateline.end() if dateline and len(text) - dateline.end() >= SHORTEST else 0
    for pattern in (_ADDS, _ADDS_WITHOUT_COMMA, _REPORTED):
        found = pattern.match(text, start)
        if found and len(text) - found.end() >= SHORTEST:
            start = found.end()
    return start


def _length_value(length: int) -> float:
    if _BEST_FROM <= length <= _BEST_TO:
        return 1.0
    return 0.8 if length <= _STILL_GOOD else 0.65


def _faults(whole: str, text: str, tokens: Sequence[Token], offset: int) -> list[Fault]:
    found = []
    if len(text) < SHORTEST:
        found.append(Fault.SHORT)
    if len(text) > LONGEST:
        found.append(Fault.LONG)
    if is_remnant(whole):
        found.append(Fault.REMNANT)
    brackets = Brackets(text)
    if not brackets.balanced:
        found.append(Fault.OPEN_BRACKET)
    if _LOST.search(text):
        found.append(Fault.DAMAGED)
    outside = [token for token in tokens if not brackets.is_quoted(token, offset)]
    if tokens[0].pos[0] in {"助詞", "助動詞"} or tokens[0].pos[1] in {"読点", "句点", "括弧閉", "接尾"}:
        found.append(Fault.FRAGMENT)
    found += _pointing(text, tokens, brackets, offset)
    found += _speaking(text, outside, brackets)
    found += _ending(text, outside)
    found += _manner(text, outside)
    if not reports_event(outside):
        found.append(Fault.NO_EVENT)
    return found


def _pointing(text: str, tokens: Sequence[Token], brackets: Brackets, offset: int) -> list[Fault]:
    if _DRAWS.match(text) or _ELSEWHERE.search(text):
        return [Fault.POINTS_BACK]
    pointer = first_pointer(tokens, lambda token: not brackets.is_quoted(token, offset))
    if pointer is None:
        return []
    before = tokens[:pointer]
    says_something = any(token.surface in _TOPICS and token.pos[0] == "助詞" for token in before)
    return [Fault.LEANS if says_something and not says_what(tokens[pointer]) else Fault.POINTS_BACK]


def _speaking(text: str, outside: Sequence[Token], brackets: Brackets) -> list[Fault]:
    """Who says it, and of what the sentence is about."""
    if brackets.quoted_length > _QUOTED_WHOLLY * len(text):
        return [Fault.NO_SPEAKER]
    if any(_is_topic(outside, number) for number in range(len(outside))):
        return [Fault.TALK] if brackets.said_length > _MOSTLY_SAID * len(text) else []
    return [Fault.NO_SPEAKER if text[0] in "「『" else Fault.NO_TOPIC]


def _is_topic(tokens: Sequence[Token], number: int) -> bool:
    """Whether a particle says who or what: は, が or も behind a noun, not には, 帰国後は or 5日は (when)."""
    token = tokens[number]
    if token.surface not in _TOPICS or token.pos[1] not in {"係助詞", "格助詞"}:
        return False
    before = tokens[number - 1] if number else None
    if before is None or token.surface == "が":
        return True  # the blank, or a bracket, may be what it follows
    when = "副詞可能" in before.pos[:3] or (before.pos[1] == "接尾" and before.surface in _TIMES)
    return before.pos[0] != "助詞" and not when


def _ending(text: str, outside: Sequence[Token]) -> list[Fault]:
    if not _END.search(text):
        return [Fault.UNFINISHED]
    if _ASKS.search(text):
        return [Fault.ASKS]
    words = [token for token in outside if token.pos[0] != "記号"]
    last = words[-1] if words else None
    if last is None or last.pos[0] in {"動詞", "助動詞", "形容詞"} or last.pos[1] in {"終助詞", "サ変接続"}:
        return []
    return [Fault.NO_PREDICATE]


def _manner(text: str, outside: Sequence[Token]) -> list[Fault]:
    found = []
    spoken = "".join(token.surface for token in outside)
    if _CHATTY.search(spoken) or any(token.surface in _FIRST_PERSON for token in outside):
        found.append(Fault.CHATTY)
    elif _OPINION.search(spoken) or _TRIED.search(spoken):
        found.append(Fault.OPINION)
    marks = spoken.count("、") + spoken.count("・")
    figures = sum(token.pos[1] == "数" for token in outside)
    if (marks >= _LIST_MARKS and len(spoken) < _LIST_GAP * marks) or figures > _FIGURES:
        found.append(Fault.LIST)
    return found
