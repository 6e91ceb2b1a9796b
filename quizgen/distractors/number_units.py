"""The units and counters that may follow a number: what they measure, how far values go, what blocks them.

Units with one ``base`` measure the same thing (人 and 名, か月 and ヶ月, 割 and %), so their values can be compared.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum


class Kind(StrEnum):
    """What a number expression states."""

    AMOUNT = "amount"  # money and measures
    COUNT = "count"
    PERCENT = "percent"
    DURATION = "duration"
    DATE = "date"  # with its year
    YEAR = "year"
    MONTH = "month"
    MONTH_DAY = "month_day"
    DAY = "day"
    TIME = "time"
    ORDINAL = "ordinal"
    RANK = "rank"
    AGE = "age"
    SCORE = "score"
    RANGE = "range"  # 3〜5人
    PLAIN = "plain"  # no unit


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit or counter.

    ``factor``: how many of ``base`` one is. ``low``, ``high``: the plausible values, both included. ``worth``: 0 to 1,
    how good a key a number with this unit is. ``kanji``: may follow kanji numerals. ``fractional``: decimals make
    sense. ``blocked``: characters that, right after the unit, make it the beginning of another word (3番組).
    """

    name: str
    kind: Kind
    base: str
    factor: Decimal = Decimal(1)
    low: Decimal = Decimal(1)
    high: Decimal | None = None
    worth: float = 0.8
    kanji: bool = False
    fractional: bool = False
    blocked: str = ""


_KA = "かカヵヶケ箇"

# Counters after which kanji numerals are read as numbers too.
_COMMON_COUNTERS = (
    "人 名 件 個 台 本 枚 冊 回 社 校 点 票 議席 世帯 棟 軒 頭 匹 羽 隻 機 基 部 通 席 室 種類 試合 家族 団体 "
    "店舗 作品 項目 地点 県 都市 カ国 カ所"
)
_COUNTERS = (
    "人組 組 戸 店 施設 自治体 市町村 市区町村 品目 種 品 戦 勝 敗 安打 "
    "本塁打 打点 得点 失点 奪三振 三振 四球 盗塁 打席 ゴール トライ アシスト セーブ ホーマー 度 段階 文字 "
    "ページ 色 口 株 曲 話 巻 作 杯 皿 箱 袋 粒 人前 食 泊 票差 点差 打差 区間 路線 駅 便 チーム グループ "
    "クラブ レース ゲーム セット タイトル 大会 銘柄 分野 部門 条件 機種 機関 契約 選挙区 球団 党 会派 "
    "車線 両 両編成 部作 人分 日分 食分 回線 品種 物件 公演 会場 アカウント ダウンロード カード "
    "ステージ ラウンド ケース 例 束 足 着 台分 作目 季 人乗り 冠 候補 画面 席分 室分 往復 打"
)
_MONEY = (
    "円 ドル 米ドル アメリカドル 豪ドル 香港ドル 台湾ドル カナダドル ユーロ ポンド ウォン 元 人民元 ルピー ルーブル "
    "フラン スイスフラン バーツ ペソ リラ ドン ルピア クローナ レアル"
)

# Name of the base, then each unit with its factor; the first spelling is how the base is called.
_MEASURES: tuple[tuple[str, dict[str, str]], ...] = (
    # Lengths and masses share a base because a bare キロ may be either; a false match only forbids one value more.
    (
        "metric",
        {
            "ミリ ミリメートル mm ㎜ ミリグラム mg": "0.001",
            "センチ センチメートル cm ㎝": "0.01",
            "メートル m グラム g": "1",
            "キロ キロメートル km ㎞ キログラム kg ㎏": "1000",
            "トン": "1000000",
        },
    ),
    (
        "面積",
        {
            "平方メートル 平米 m2 ㎡": "1",
            "アール": "100",
            "ヘクタール ha": "10000",
            "平方キロ 平方キロメートル": "1000000",
        },
    ),
    ("坪", {"坪": "1"}),
    ("体積", {"ミリリットル ml": "0.001", "リットル": "1", "キロリットル 立方メートル m3": "1000"}),
    ("バレル", {"バレル": "1"}),
    ("マイル", {"マイル": "1"}),
    ("ヤード", {"ヤード": "1"}),
    ("フィート", {"フィート": "1"}),
    ("インチ", {"インチ 型": "1"}),
    ("電力", {"ワット W": "1", "キロワット kW": "1000", "メガワット MW": "1000000", "ギガワット GW": "1000000000"}),
    ("電力量", {"キロワット時 kWh": "1"}),
    ("圧力", {"ヘクトパスカル hPa ミリバール": "1"}),
    ("熱量", {"カロリー cal": "0.001", "キロカロリー kcal": "1"}),
    ("線量", {"マイクロシーベルト": "0.000001", "ミリシーベルト": "0.001", "シーベルト": "1"}),
    ("ベクレル", {"ベクレル": "1"}),
    ("情報量", {"KB キロバイト": "0.001", "MB メガバイト": "1", "GB ギガバイト": "1000", "TB テラバイト": "1000000"}),
    ("周波数", {"MHz メガヘルツ": "1", "GHz ギガヘルツ": "1000"}),
    ("mAh", {"mAh": "1"}),
    ("通信速度", {"Mbps": "1", "Gbps": "1000"}),
    ("画素", {"画素": "1"}),
    ("ドット", {"ドット ピクセル": "1"}),
    ("温度", {"度C ℃ °C": "1"}),
    ("ノット", {"ノット": "1"}),
    ("馬力", {"馬力": "1"}),
    ("馬身", {"馬身": "1"}),
    ("カラット", {"カラット": "1"}),
    ("ポイント", {"ポイント": "1"}),
)
_DURATIONS: tuple[tuple[str, dict[str, str]], ...] = (
    ("時間", {"秒": "1", "秒間": "1", "分": "60", "分間": "60", "時間": "3600"}),
    ("日数", {"日間": "1", "週間": "7"}),
    ("年数", {"カ月": "1", "カ月間": "1", "年間": "12"}),
)
# Of those, the ones that may follow kanji numerals.
_KANJI_MEASURES = "メートル キロ センチ トン 倍 ドル ユーロ 円 秒 分 分間 時間 日間 週間 カ月 カ月間 年間"

# (names, kind, low, high, worth, kanji)
_OTHERS: tuple[tuple[str, Kind, int, int | None, float, bool], ...] = (
    ("都道府県 都府県 道府県 都県", Kind.COUNT, 1, 47, 0.8, False),
    ("連勝 連敗 連覇 連休", Kind.COUNT, 2, None, 0.8, False),
    ("つ", Kind.COUNT, 1, 9, 0.2, False),
    ("位", Kind.RANK, 1, None, 0.7, True),
    ("番人気", Kind.RANK, 1, 18, 0.5, False),
    ("歳 才", Kind.AGE, 0, 120, 0.5, True),
    ("代 歳代", Kind.AGE, 10, 90, 0.3, True),
    ("回表 回裏", Kind.ORDINAL, 1, 12, 0.4, True),
    ("回戦", Kind.ORDINAL, 1, 8, 0.4, True),
    ("年生", Kind.ORDINAL, 1, 6, 0.3, True),
    ("四半期", Kind.ORDINAL, 1, 4, 0.3, False),
    ("世紀", Kind.ORDINAL, 1, 21, 0.4, True),
    ("周年 期目 番目 番手 代目 段 級 階 世代", Kind.ORDINAL, 1, None, 0.5, True),
    ("号 号機 号店 番 条 項 章 節 期 区 番線 号車 号室 次 弾 巡目 シーズン 年目", Kind.ORDINAL, 1, None, 0.2, True),
    ("号線 丁目 番地 月号 月期 日号 年版 年式 級建築士 円玉 円札 次元 世", Kind.ORDINAL, 1, None, 0.0, False),
    ("時半", Kind.TIME, 0, 24, 0.2, True),
    ("時", Kind.TIME, 0, 24, 0.2, True),
    ("年", Kind.YEAR, 1, 2199, 0.5, True),
    ("年度", Kind.YEAR, 1, 2199, 0.5, True),
    ("年代", Kind.YEAR, 10, 2190, 0.4, True),
    ("月", Kind.MONTH, 1, 12, 0.2, True),
    ("日", Kind.DAY, 1, 31, 0.1, True),
)

# What may not follow: the first characters of the words that the counter would be the beginning of.
_BLOCKED = {
    "人": "気口間事格類工物材権生情民質形脈柄影数称員制",
    "名": "古前称物門作誉曲義詞刺声鑑監",
    "件": "数名",
    "個": "人性別室",
    "台": "湾所詞風数帳北",
    "本": "社部日人州館格番体線土紙国場木",
    "枚": "数",
    "回": "線復収答顧路避",
    "社": "員会長内説債民",
    "校": "長舎内",
    "点": "灯検数火滴字",
    "票": "数",
    "棟": "梁",
    "頭": "部取痛角脳上文",
    "羽": "田生毛根目",
    "機": "能会関械器材内体長動構",
    "基": "地本準金礎盤幹調",
    "両": "親国者方面側替陣手足立院首",
    "部": "隊長下分員品屋族署落会活構",
    "通": "信行話過常算告報勤学訳貨称販商路院知",
    "席": "上",
    "室": "内長町",
    "戸": "籍塚田建別",
    "店": "舗長頭員内名主",
    "種": "別子目",
    "品": "質格川",
    "戦": "争後略死線前闘力術場時災車国",
    "勝": "利負者敗訴手",
    "敗": "退戦者訴",
    "度": "数合胸々",
    "口": "座径調コ",
    "株": "価式主",
    "曲": "線折",
    "話": "題者法術",
    "巻": "頭",
    "作": "業戦家者用成詞曲物",
    "食": "品事料堂卓費糧中",
    "便": "利宜箋",
    "駅": "伝前員長",
    "党": "首員内派本務則",
    "組": "織合閣長員",
    "色": "彩素",
    "例": "外年会文示",
    "足": "立元場利",
    "着": "用手陸工任信席物実陣",
    "季": "節",
    "円": "玉札盤形周卓滑満熟",
    "銭": "湯形",
    "元": "気首々祖年日旦号大代選社",
    "段": "階落差取",
    "級": "友",
    "階": "級段層",
    "世代": "交",
    "号": "外令泣",
    "番": "組地街付犬外",
    "条": "約例理",
    "項": "目",
    "節": "約電目",
    "期": "間待限日",
    "区": "間分別画域切民内長議役立",
    "次": "男女長第官期元回",
    "弾": "圧丸薬道力",
    "位": "置牌相",
    "歳": "出入末月費",
    "代": "表理金替行役謝官々弁物",
    "時": "代点計期速刻差給短効系価事",
    "分": "布析割散離類岐担裂解配譲泌科校母身け",
    "秒": "速針",
    "年": "賀金齢収俸次輪配貢少長号",
    "月": "曜面光刊額給桂",
    "日": "本経銀産系曜程常記刊光",
    "型": "番式破",
    "倍": "音賞",
    "打": "撃者席線球点順率破診",
    "品種": "改",
    "冠": "婚",
    "県": "庁民議道立内外知警",
}

_SAME = {"名": "人", "才": "歳", "種": "種類", "店": "店舗", "作": "作品", "両編成": "両"}


def _rows() -> Iterable[Unit]:
    for name in _COMMON_COUNTERS.split():
        yield Unit(name, Kind.COUNT, name, kanji=True)
    for name in _COUNTERS.split():
        yield Unit(name, Kind.COUNT, name)
    for name in _MONEY.split():
        base = "ドル" if name in ("米ドル", "アメリカドル") else name
        yield Unit(name, Kind.AMOUNT, base, low=Decimal(0), worth=1.0, fractional=True)
    for base, spellings in _MEASURES:
        for names, factor in spellings.items():
            for name in names.split():
                yield Unit(name, Kind.AMOUNT, base, Decimal(factor), Decimal(0), worth=0.9, fractional=True)
    for base, spellings in _DURATIONS:
        for name, factor in spellings.items():
            yield Unit(name, Kind.DURATION, base, Decimal(factor), Decimal(0), worth=0.7, fractional=True)
    for name in ("%", "パーセント"):
        yield Unit(name, Kind.PERCENT, "%", low=Decimal(0), worth=0.95, kanji=True, fractional=True)
    yield Unit("銭", Kind.AMOUNT, "円", Decimal("0.01"), Decimal(0), worth=0.8, fractional=True)
    for name, factor in (("割", "10"), ("厘", "0.1")):
        yield Unit(name, Kind.PERCENT, "%", Decimal(factor), Decimal(0), Decimal(10), worth=0.7, kanji=True)
    # Below, the text would speak of a fraction.
    yield Unit("倍", Kind.AMOUNT, "倍", low=Decimal("1.1"), worth=0.9, fractional=True)
    yield Unit("マグニチュード", Kind.AMOUNT, "マグニチュード", high=Decimal("9.5"), worth=0.8, fractional=True)
    for names, kind, low, high, worth, kanji in _OTHERS:
        for name in names.split():
            yield Unit(name, kind, name, Decimal(1), Decimal(low), Decimal(high) if high else None, worth, kanji)


def _table() -> dict[str, Unit]:
    rows: dict[str, Unit] = {}
    for row in _rows():
        row = replace(row, kanji=row.kanji or row.name in _KANJI_MEASURES.split(), blocked=_BLOCKED.get(row.name, ""))
        for name in _spellings(row.name):
            rows.setdefault(name, replace(row, name=name))
    for name, base in _SAME.items():
        rows[name] = replace(rows[name], base=base)
    countable = [row for row in rows.values() if row.kind in (Kind.COUNT, Kind.DURATION)]
    for row in countable:
        ordinal = Unit(
            row.name + "目",
            Kind.ORDINAL,
            row.base + "目",
            worth=0.5,
            kanji=row.kanji and row.name != "枚",
            blocked="的標安指前",
        )
        rows.setdefault(ordinal.name, ordinal)
    for name in ("年", "日"):
        rows[f"{name}目"] = Unit(f"{name}目", Kind.ORDINAL, f"{name}目", worth=0.4, kanji=True, blocked="的標安指前")
    return rows


def _spellings(name: str) -> list[str]:
    """カ国, カ所 and カ月 are written with any of six characters."""
    return [mark + name[1:] for mark in _KA] if name[:2] in ("カ国", "カ所", "カ月") else [name]


UNITS = _table()
CURRENCY_SIGNS = {"¥": "円", "$": "ドル", "€": "ユーロ", "£": "ポンド"}
