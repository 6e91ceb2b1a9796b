"""Texts for property tests: the characters that news is made of, and those that cause trouble."""

from __future__ import annotations

from hypothesis import strategies as st

# Half-width kana with their sound marks, letters and marks that compose, squared words, jamo, marks out of order.
_TROUBLE = (
    "ｶﾞﾊﾟか\u3099は\u309aが゛ﬁ㌔㍻①½ﷺ…‼１Ａ\u3000ß\u0344\u0958"
    "e\u0301\u0323\u0316각\u1100\u1161\u11a8ﾡￂᅡ\u0fb2\u0f71\u0f80\u20dd"
)
_SPACES = " \t\n\r\x0b\x0c\x1c\x85\u2028\u00a0\u200b\0Ð"
_NEWS = "東京都は今日、ソフトバンクが「勝った。」と発表した。（２０２６年11月）3.5%増！？Yahoo!の株 『」「)."

any_text = st.text(st.characters(exclude_categories=["Cs"]))
mixed_text = st.text(st.sampled_from(_TROUBLE + _SPACES + _NEWS) | st.characters(exclude_categories=["Cs"]))
