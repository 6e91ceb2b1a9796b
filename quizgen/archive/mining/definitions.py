"""What an encyclopedia article says its title is: the head noun of its first sentence, mapped to a category."""

from __future__ import annotations

import re

# Head nouns of definitions by category, matched as suffixes of the defining phrase, longest first.
_HEADS: dict[str, str] = {
    "person": "人物 武将 公卿 公家 政治家 絵師 画家 僧 僧侶 禅僧 皇族 俳優 女優 選手 大名 作家 小説家 詩人 歌人 俳人 学者 国学者 儒学者 医師 "
    "実業家 軍人 官僚 官人 貴族 女官 側室 正室 女性 男性 藩主 藩士 天皇 皇后 親王 内親王 王 女王 武士 志士 茶人 陶芸家 彫刻家 仏師 刀工 "
    "音楽家 作曲家 歌手 指揮者 ピアニスト 声優 映画監督 漫画家 写真家 建築家 思想家 哲学者 宗教家 科学者 物理学者 化学者 数学者 生物学者 "
    "ジャーナリスト 評論家 監督 棋士 力士 騎手 ミュージシャン 神職 国司 豪族 尼僧 連歌師 能楽師 狂言師 落語家 庭師 華族 士族 尼 娘 弟 妹 "
    "二女 長女 次男 三男 長男 四男 五男 六男 子 当主 剣豪 剣客 商人 豪商 探検家 発明家 翻訳家 弁護士 教育者 歴史学者 活動家 外交官 革命家",
    "facility": "駅 鉄道駅 停留場 停留所 信号場 寺院 寺 神社 尼寺 門跡 塔頭 八幡宮 天満宮 城 平城 山城 城郭 御所 離宮 庭園 公園 美術館 博物館 "
    "資料館 図書館 病院 ホテル 旅館 劇場 球場 競技場 スタジアム 空港 飛行場 港 橋 トンネル ダム 発電所 遊園地 動物園 水族館 墓 古墳 陵 陵墓 "
    "教会 大聖堂 宮殿 ビル 商業施設 百貨店 百貨店の店舗 刑務所 キャンパス 霊園 茶室 塔 門 施設 ショッピングセンター 道の駅 運河 道路 国道 街道 "
    "府道 県道 高速道路 鉄道路線 路線 遺跡 製糸場 工場",
    "place": "市 町 村 区 県 州 国 都市 大都市 首都 島 諸島 山 山地 山脈 火山 川 河川 一級河川 湖 池 海 湾 半島 地域 地方 地名 集落 郡 行政区 "
    "特別市 直轄市 国家 共和国 王国 地区 峠 渓谷 高原 平野 盆地 温泉 令制国 通り 海峡 砂漠 岬 県庁所在地 都市圏 島嶼",
    "company": "会社 企業 株式会社 電力会社 鉄道会社 航空会社 出版社 放送局 銀行 証券会社 メーカー 運営会社 テレビ局 新聞社 通信社 百貨店運営会社 "
    "バス会社 鉄道事業者 レーベル 製薬会社 酒造会社",
    "organization": "大学 短期大学 高等学校 中学校 小学校 学校 大学院 専門学校 政党 機関 団体 組織 行政機関 省 庁 研究所 委員会 協会 連盟 学会 財団 "
    "財団法人 国際機関 裁判所 議会 軍 軍隊 部隊 藩 宗派 教団 組合 官庁 新選組 役所 劇団 楽団 バンド 流派 一族 氏族 公家 家",
    "team": "クラブ チーム 球団 サッカークラブ プロ野球チーム",
    "product": "自動車 乗用車 旅客機 航空機 戦闘機 車両 電車 列車 ゲーム機 ソフトウェア サービス コンピュータ 携帯電話 機関車 電気機関車 戦車 戦艦 駆逐艦 "
    "巡洋艦 潜水艦 空母 航空母艦 小銃 拳銃 ミサイル 特別急行列車 軍艦 船",
    "work": "小説 長編小説 短編小説 映画 アルバム シングル 楽曲 曲 漫画 漫画作品 アニメ テレビアニメ テレビドラマ ドラマ テレビ番組 番組 作品 物語 日記 "
    "和歌集 勅撰和歌集 歌集 説話集 随筆 絵巻 絵巻物 史書 歴史書 書物 雑誌 新聞 詩集 戯曲 演目 絵画 三連祭壇画 ゲーム コンピュータゲーム 交響曲 オペラ "
    "軍記物語 歌物語 能 仏典 経典 法典 絵本 文学作品 ミュージカル 長唄 落語",
    "event": "戦争 戦い 合戦 乱 内乱 反乱 事件 戦闘 紛争 革命 会議 大会 祭 祭り 祭礼 地震 大震災 災害 事故 博覧会 選挙 選手権 トーナメント 政変 一揆 "
    "行事 年中行事 条約締結 騒動 作戦 競技大会 会戦",
    "award": "賞 勲章 文学賞 褒章",
    "law": "法律 法令 条約 憲法 勅令 律令 協定 条例",
    "language": "言語 方言",
    "nationality": "民族 部族",
    "term": "こと 用語 概念 総称 単位 病気 疾患 感染症 元素 化合物 植物 動物 魚 鳥 昆虫 料理 食品 食べ物 菓子 和菓子 官職 役職 称号 制度 学問 技術 競技 "
    "スポーツ 楽器 文化 思想 理論 現象 儀式 宗教 信仰 様式 様式 技法 衣服 衣装 装束 道具 税 租税 通貨 1種 一種 種 属 分野 手法 言葉 もの 言い方 "
    "年号 元号 時代 神 仏 菩薩 如来 明王 法会 武術 武道 芸能 工芸品 織物 染物 焼物 陶器 野菜 茶 酒 身分 位階 職業 階級 地位",
}  # fmt: skip
_CATEGORY_OF = {head: category for category, heads in _HEADS.items() for head in heads.split()}
_LONGEST = max(map(len, _CATEGORY_OF))

_PARENTHESES = re.compile(r"[（(][^（）()]*[）)]")
_COPULA = re.compile(r"(?:である|であった|であり|であって|だった|です|で、|だ|を指す|のこと)?。?$")
_TAIL = re.compile(r"(?:の一つ|のひとつ|の1つ|の一人|の名称|の名|の呼称|の通称|の一種|の1種|など|の総称)$")
_DISAMBIGUATION = re.compile(r"[ _]*[（(][^（）()]*[）)]$")


def clean_title(title: str) -> str:
    """Return a title without what tells it from its namesakes: ``若宮八幡宮 (京都市東山区)`` names 若宮八幡宮."""
    return _DISAMBIGUATION.sub("", title).replace("_", " ").strip()


def category_of_definition(first_sentence: str) -> str | None:
    """Return the category that a defining sentence (…は、…の鉄道駅である。) gives its subject, or None."""
    sentence = first_sentence
    while (shorter := _PARENTHESES.sub("", sentence)) != sentence:
        sentence = shorter
    _, separator, phrase = sentence.partition("は")
    if not separator:
        return None
    phrase = _COPULA.sub("", phrase.split("。")[0].strip("、 "))
    phrase = _TAIL.sub("", _COPULA.sub("", phrase))
    for length in range(min(_LONGEST, len(phrase)), 0, -1):
        category = _CATEGORY_OF.get(phrase[-length:])
        if category is not None:
            return category
    return None
