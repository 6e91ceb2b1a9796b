"""Whether two words are one word written in two ways: width and case, old kanji, kana, okurigana, notation."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import lru_cache

from quizgen.distractors.number_expressions import NumberExpression, same_figure
from quizgen.distractors.number_search import find_numbers
from quizgen.lexicon import surface_key
from quizgen.store.word import katakana
from quizgen.text import normalise

ReadingOf = Callable[[str], str]
"""How a word is read, in katakana, "" where unknown."""

# Pairs: an old or rarer form of a kanji, and the form of today that stands for it (旧字体 and usual variants).
_VARIANTS = (
    "亞亜惡悪壓圧圍囲爲為醫医壹壱飮飲隱隠營営榮栄衞衛驛駅圓円緣縁艷艶鹽塩奧奥應応橫横歐欧毆殴黃黄溫温穩穏"
    "假仮價価畫画會会壞壊懷懐繪絵槪概擴拡殼殻覺覚學学嶽岳樂楽勸勧卷巻寬寛歡歓罐缶觀観關関陷陥巖巌顏顔歸帰"
    "氣気龜亀僞偽戲戯犧犠卻却據拠擧挙虛虚峽峡挾挟狹狭鄕郷堯尭曉暁區区驅駆勳勲薰薫徑径惠恵揭掲攜携溪渓經経"
    "繼継莖茎螢蛍輕軽鷄鶏藝芸擊撃缺欠儉倹劍剣圈圏檢検權権獻献縣県險険顯顕驗験嚴厳效効廣広恆恒鑛鉱號号國国"
    "黑黒濟済碎砕齋斎劑剤櫻桜册冊雜雑參参慘惨棧桟蠶蚕贊賛殘残絲糸齒歯兒児辭辞濕湿實実舍舎寫写釋釈壽寿收収"
    "從従澁渋獸獣縱縦肅粛處処敍叙奬奨將将燒焼稱称證証乘乗剩剰壤壌孃嬢條条淨浄疊畳穰穣讓譲釀醸囑嘱觸触寢寝"
    "愼慎晉晋眞真盡尽圖図粹粋醉酔隨随髓髄數数樞枢聲声靜静齊斉攝摂竊窃專専戰戦淺浅潛潜纖繊踐践錢銭禪禅雙双"
    "壯壮搜捜插挿爭争窗窓總総聰聡莊荘裝装騷騒增増臟臓藏蔵屬属續続墮堕體体對対帶帯滯滞臺台瀧滝擇択澤沢單単"
    "擔担膽胆團団彈弾斷断癡痴遲遅晝昼蟲虫鑄鋳廳庁聽聴鎭鎮遞逓鐵鉄轉転點点傳伝黨党盜盗燈灯當当鬪闘德徳獨独"
    "讀読屆届繩縄貳弐惱悩腦脳霸覇廢廃拜拝賣売麥麦發発髮髪拔抜蠻蛮祕秘彥彦姬姫濱浜濵浜甁瓶拂払佛仏倂併竝並"
    "變変邊辺邉辺辨弁瓣弁辯弁舖舗穗穂寶宝豐豊沒没飜翻萬万滿満默黙彌弥藥薬譯訳豫予餘余與与譽誉搖揺樣様謠謡"
    "遙遥來来賴頼亂乱覽覧龍竜兩両獵猟壘塁勵励禮礼隸隷靈霊齡齢戀恋爐炉勞労樓楼郞郎祿禄錄録灣湾髙高﨑崎嵜崎"
    "峯峰嶋島嶌島冨富桒桑𠮷吉渕淵凜凛舘館薮藪篭籠桧檜砺礪蝋蠟頰頬剝剥塡填𠮟叱鷗鴎麵麺噓嘘嚙噛瘦痩繫繋蟬蝉"
    "瀆涜摑掴搔掻醬醤顚顛曾曽靭靱蔣蒋萊莱諫諌軀躯驒騨"
)
_TODAY = {ord(old): new for old, new in zip(_VARIANTS[::2], _VARIANTS[1::2], strict=True)}
_KATAKANA = str.maketrans(
    {
        **dict(zip("ァィゥェォッャュョヮヵヶ", "アイウエオツヤユヨワカケ", strict=True)),
        **dict(zip("ヂヅヰヱヲ", "ジズイエオ", strict=True)),
    }
)
_V_SOUNDS = (("ヴァ", "バ"), ("ヴィ", "ビ"), ("ヴェ", "ベ"), ("ヴォ", "ボ"), ("ヴ", "ブ"))
_KANJI = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_REPEATED = re.compile(f"([{_KANJI}])々")
# 関ヶ原, 関ケ原, 関が原
_BETWEEN_KANJI = re.compile(f"(?<=[{_KANJI}])[ケガ](?=[{_KANJI}])")
# コンピューター, コンピュータ
_LONG_END = re.compile("(?<=[ァ-ヺー]{3})ー(?![ァ-ヺー])")
_NOT_KANJI = re.compile(f"[^{_KANJI}]")
_KANA_ONLY = re.compile("[ァ-ヺー]+")


@lru_cache(maxsize=4096)
def spelling_key(surface: str) -> str:
    """Return the form in which spellings are compared: surface key, kanji of today, katakana in one spelling."""
    text = katakana(surface_key(surface)).translate(_TODAY)
    text = _REPEATED.sub(r"\1\1", text)
    for sound, plain in _V_SOUNDS:
        text = text.replace(sound, plain)
    return _BETWEEN_KANJI.sub("ケ", _LONG_END.sub("", text).translate(_KATAKANA))


def same_word(one: str, other: str, reading_of: ReadingOf | None = None) -> str:
    """Say how two words are one: "form" (width, case, marks), "spelling", "kana", "number"; "" where they are not."""
    if surface_key(one) == surface_key(other):
        return "form"
    if spelling_key(one) == spelling_key(other) or _differ_in_okurigana(one, other, reading_of):
        return "spelling"
    if _is_other_in_kana(one, other, reading_of):
        return "kana"
    return "number" if _same_number(one, other) else ""


def sound_alike(one: str, other: str, reading_of: ReadingOf | None) -> bool:
    """Whether two words are read the same, such as 市立 and 私立."""
    if reading_of is None:
        return False
    reading = spelling_key(reading_of(one))
    return bool(reading) and reading == spelling_key(reading_of(other))


@lru_cache(maxsize=1024)
def figure_of(surface: str) -> NumberExpression | None:
    """Return the number that a whole word is, None for any other word."""
    text = normalise(surface.strip()).text
    if not any(character.isnumeric() for character in text):
        return None
    found = [number for number in find_numbers(text) if (number.start, number.end) == (0, len(text))]
    return found[0] if found else None


def figures_of(text: str) -> Iterator[NumberExpression]:
    """Yield the numbers of a text."""
    yield from find_numbers(normalise(text).text)


def scripts(surface: str) -> frozenset[str]:
    """Return the scripts that a word is written in: kanji, hiragana, katakana, latin, digit, other."""
    return frozenset(_script(character) for character in unicodedata.normalize("NFKC", surface) if character.isalnum())


def _script(character: str) -> str:
    if character.isdigit():
        return "digit"
    if "ぁ" <= character <= "ゟ":
        return "hiragana"
    if "ァ" <= character <= "ヿ":
        return "katakana"
    if not _NOT_KANJI.match(character) or character == "々":
        return "kanji"
    return "latin" if unicodedata.name(character, "").startswith("LATIN") else "other"


def _same_number(one: str, other: str) -> bool:
    left, right = figure_of(one), figure_of(other)
    return left is not None and right is not None and same_figure(left, right) and same_figure(right, left)


def _differ_in_okurigana(one: str, other: str, reading_of: ReadingOf | None) -> bool:
    """The same kanji with other kana between or behind them: 引越し, 引っ越し."""
    mine, theirs = spelling_key(one), spelling_key(other)
    kanji = _NOT_KANJI.sub("", mine)
    if not kanji or kanji != _NOT_KANJI.sub("", theirs):
        return False
    if not all(_KANA_ONLY.fullmatch(rest) for rest in (_rest(mine), _rest(theirs)) if rest):
        return False
    if reading_of is not None and reading_of(one) and reading_of(other):
        return sound_alike(one, other, reading_of)
    return len(kanji) > 1 and _is_within(*sorted((mine, theirs), key=len))


def _rest(text: str) -> str:
    return "".join(_NOT_KANJI.findall(text))


def _is_other_in_kana(one: str, other: str, reading_of: ReadingOf | None) -> bool:
    in_kana = [bool(_KANA_ONLY.fullmatch(spelling_key(word))) for word in (one, other)]
    return any(in_kana) and not all(in_kana) and sound_alike(one, other, reading_of)


def _is_within(short: str, long: str) -> bool:
    """Whether the characters of one stand in the other in their order."""
    rest = iter(long)
    return all(character in rest for character in short)
