"""What stands in an article's body and is none of its prose: bylines, captions, links, lists, other headlines."""

from __future__ import annotations

import re

# All patterns are for normalised (NFKC) text.
_LINK = re.compile(r"https?:|www\.|[A-Za-z0-9-]+\.(?:com|jp|net|org|info|tv)\b|[A-Za-z0-9._-]+@[A-Za-z0-9-]+\.[A-Za-z]")
_ITEM = re.compile(r"(?:[・■□●○◆◇▼▲▽△★☆※▶►→⇒*•▪◎♦>→-]|[0-9]{1,2}[.):]\s|\([0-9]{1,2}\)|[0-9]{1,2}位\s*[:】])")
_CAPTION = re.compile(
    r"写真(?:は|[:=)】])|[=(]写真|(?:上|下|左|右|中央)の?写真|\([^)]*(?:撮影|提供|より)\)$|撮影[:=]"
    r"|=[^=。]{1,15}(?:提供|撮影)|\([cC]\)|©|Photo|(?:画像|図|表)[0-9]*[:=]"
)
_BYLINE = re.compile(
    r"(?:取材|文|構成|編集|執筆|聞き手|取材協力|text|Text|TEXT)(?:[・、&/](?:取材|文|構成|写真|撮影|編集))*\s?[:=/]"
    r"|^[(【\[]?(?:[^)】。]{0,12}(?:記者|支局|特派員|編集部|通信員|ライター))[^。]{0,12}[)】\]]?。?$"
    r"|^[(【\[][^)】\]。]{2,25}[)】\]]$"
)
_NAVIGATION = re.compile(
    r"関連(?:記事|リンク|ニュース|サイト|情報|項目)|続き(?:を読む|は|へ)|もっと(?:見る|読む)|(?:詳細|詳しく)は(?:こちら|コチラ)"
    r"|問い?合わ?せ(?:先|は[^、。]{0,15}[0-9(]|:)|お問い?合わ?せ(?:は|ください|下さい|窓口)|(?:前|次)の(?:記事|ページ)|最新記事|一覧(?:へ|はこちら)|クリック|(?:会員|無料)登録"
    r"|(?:こちら|コチラ)から?。?$|^(?:出典|参考|ソース|外部リンク|情報源|関連)(?:$|[:はのに])|プレゼント応募|転載|無断"
)
_HEADLINE = re.compile(r"[-–—]\s?【[0-9]{4}年|\s[|｜]\s|\s[-–—]\s\S{2,12}(?:新聞|ニュース|通信|News)")
# Who speaks, in an interview that is printed as talk.
_SPEAKER = re.compile(r"[^、。「」\s:]{1,10}:(?![0-9])")
_MARKS = re.compile(r"[/|★☆♪◆■●◎→]|\.{3}|…")
_MANY_MARKS = 3


def is_remnant(text: str) -> bool:
    """Whether a normalised sentence or line is a link, an item of a list, a caption, a byline, somebody's turn to talk,
    or leads elsewhere."""
    if _ITEM.match(text) or _SPEAKER.match(text) or len(_MARKS.findall(text)) >= _MANY_MARKS:
        return True
    return any(pattern.search(text) for pattern in (_LINK, _CAPTION, _BYLINE, _NAVIGATION, _HEADLINE))
