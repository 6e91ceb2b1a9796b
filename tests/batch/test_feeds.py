from __future__ import annotations

import gzip
import sys
from pathlib import Path

import pytest

from quizgen.batch.feeds import is_feed, plain_text, read_feed
from quizgen.batch.items import Item
from quizgen.errors import QuizgenError

RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>試験</title>
<item><title>祭り &amp;amp; &lt;ruby&gt;祇園&lt;rt&gt;ぎおん&lt;/rt&gt;&lt;/ruby&gt;</title>
<link>https://example.jp/1</link><guid>g1</guid><pubDate>Mon, 23 Nov 2026 02:00:00 +0900</pubDate>
<category>文化</category><category>京都</category><description>短い説明。</description>
<content:encoded><![CDATA[<p>京都の<ruby>祇園<rp>(</rp><rt>ぎおん</rt><rp>)</rp></ruby>で
  祭り。</p><script>alert(1)</script><p>AT&amp;T と<br>語る</p>]]></content:encoded></item>
<item><title>二つ目</title><link>javascript:alert(1)</link><description>平文の説明。
次の行。</description></item>
<item><title>題だけ</title></item>
</channel></rss>"""

ATOM = """<?xml version="1.0"?>
<feed xmlns="http://www.w3.org/2005/Atom"><title>試験</title><entry><id>urn:uuid:1</id>
<title type="html">&lt;b&gt;太字&lt;/b&gt;の題</title><updated>2026-11-24T00:00:00Z</updated>
<published>2026-11-23T01:00:00+09:00</published><link href="https://example.jp/2"/><category term="経済"/>
<summary>要約。</summary><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>本文の<em>強調</em>。</p>
<ul><li>一</li><li>二</li></ul></div></content></entry></feed>"""

RDF = """<?xml version="1.0" encoding="EUC-JP"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><item rdf:about="https://example.jp/3"><title>三</title>
<link>https://example.jp/3</link><description>説明文です。</description><dc:date>2026-11-23</dc:date>
<dc:subject>社会</dc:subject></item></rdf:RDF>"""


def read(path: Path, data: bytes | str) -> list[Item]:
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return list(read_feed(path))


def test_an_rss_entry_is_an_article_without_its_markup(tmp_path: Path) -> None:
    first, second, third = read(tmp_path / "a.rss", RSS)
    assert first.article is not None
    assert first.article.to_dict() == {
        "body": "京都の祇園で祭り。\nAT&T と\n語る",
        "title": "祭り & 祇園",
        "id": "g1",
        "date": "2026-11-23T02:00:00+09:00",
        "section": "文化",
        "url": "https://example.jp/1",
    }
    assert first.place == f"{tmp_path / 'a.rss'}, entry 1 (id g1)"
    assert second.article is not None
    assert (second.article.body, second.article.url) == ("平文の説明。\n次の行。", None)
    assert "nothing but white space" in third.problem


def test_an_atom_entry_has_its_content_and_the_day_of_its_publisher(tmp_path: Path) -> None:
    (item,) = read(tmp_path / "a.atom", ATOM)
    assert item.article is not None
    assert item.article.body == "本文の強調。\n一\n二"
    assert (item.article.title, item.article.section) == ("太字の題", "経済")
    assert (item.article.date, item.article.id) == ("2026-11-23T01:00:00+09:00", "urn:uuid:1")


def test_rss_1_in_another_encoding_and_gzipped_is_read(tmp_path: Path) -> None:
    (item,) = read(tmp_path / "a.rdf.gz", gzip.compress(RDF.encode("euc-jp")))
    assert item.article is not None
    assert (item.article.body, item.article.date, item.article.section) == ("説明文です。", "2026-11-23", "社会")
    assert item.article.url == "https://example.jp/3"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"no xml", "broken XML"),
        (b"", "no article in it"),
        (b"<html><body><p>x</p></body></html>", "no article in it (no feed)"),
        (b'<rss version="2.0"><channel><title>t</title></channel></rss>', "no article in it (rss20 feed)"),
    ],
)
def test_what_is_no_feed_is_one_problem(tmp_path: Path, data: bytes, reason: str) -> None:
    (item,) = read(tmp_path / "a.xml", data)
    assert reason in item.problem


def test_of_a_feed_that_was_cut_off_the_whole_entries_are_taken_and_the_break_is_told(tmp_path: Path) -> None:
    found = read(tmp_path / "a.rss", RSS[: RSS.index("<title>二つ目")])
    assert found[0].article is not None
    assert "broken XML" in found[-1].problem
    assert "were taken" in found[-1].problem


def test_a_gzip_file_that_is_none_is_told(tmp_path: Path) -> None:
    (item,) = read(tmp_path / "a.rss.gz", RSS)
    assert "cannot be read" in item.problem


def test_a_feed_brings_no_other_file_in(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("秘密")
    entity = f'<!DOCTYPE rss [<!ENTITY x SYSTEM "{secret.as_uri()}">]>'
    data = RSS.replace("?>\n", f"?>{entity}\n", 1).replace("平文の説明。", "平文の説明。&x;")
    items = read(tmp_path / "a.rss", data)
    assert items
    assert not any(item.article is not None and "秘密" in item.article.body for item in items)


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("甲<br/>乙<BR>丙", "甲\n乙\n丙"),
        ("<div>甲</div><div> 乙 </div>", "甲\n乙"),
        ("一行\n   つづき", "一行つづき"),
        ("hello\nworld", "hello world"),
        ("<ruby>漢<rt>かん<rt>字</ruby>の話", "漢の話"),
        ("<style>p{}</style>甲<script>if (1<2) x()</script>乙", "甲乙"),
        ("&lt;b&gt; &#x7532;", "<b> 甲"),
        ("<p>閉じない", "閉じない"),
        ("甲<!-- 注 -->乙", "甲乙"),
        ("<figure><img src=x><figcaption>写真</figcaption></figure>本文", "写真\n本文"),
    ],
)
def test_markup_becomes_lines_of_text(html: str, text: str) -> None:
    assert plain_text(html) == text


def test_feeds_are_known_by_their_names() -> None:
    assert all(is_feed(Path(name)) for name in ("a.rss", "A.XML", "b.atom.gz", "c.rdf"))
    assert not any(is_feed(Path(name)) for name in ("a.json", "a.jsonl.gz", "xml"))


def test_without_feedparser_the_extra_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "feedparser", None)
    with pytest.raises(QuizgenError, match=r"quizgen\[feeds\]"):
        read(tmp_path / "a.rss", RSS)
