"""Articles from news feeds: RSS 0.9 to 2.0, RSS 1.0 (RDF) and Atom, from files that have been fetched already.

feedparser (extra ``quizgen[feeds]``) reads the XML, never an address; the markup of titles and texts is taken off here,
because a feed's cleaned HTML would still hold the readings of ruby between the words.
"""

from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import Iterator, Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.sax import SAXException

from quizgen.article import Article
from quizgen.batch.items import Item
from quizgen.errors import InputError, QuizgenError

FEED_ENDINGS = (".rss", ".atom", ".rdf", ".xml", ".rss.gz", ".atom.gz", ".rdf.gz", ".xml.gz")
# Elements that begin a new line of text, and elements whose text is none of the article's.
_BLOCKS = frozenset(
    "address article aside blockquote br dd div dl dt figcaption figure footer h1 h2 h3 h4 h5 h6 header hr li main nav "
    "ol p pre section table tr ul".split()
)
_UNREAD = frozenset("script style template noscript rt rp iframe object svg head title".split())
_SPACE = re.compile(r"[ \t\r\f\v\u00a0]+")
_BREAK = "\x1e"
_WRAPPED = re.compile(r"(?<=[^\x00-\x7f])[ \t\r]*\n[ \t\r\n]*(?=[^\x00-\x7f])")
_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_INLINE = re.compile(r"</?(?:a|b|br|em|font|i|ruby|rt|span|strong|sub|sup)\b[^>]*>", re.IGNORECASE)
_MARKUP = re.compile(r"<[a-zA-Z/!]|&[a-zA-Z#]")


def is_feed(path: Path) -> bool:
    """Whether a file's name is that of a feed."""
    return path.name.lower().endswith(FEED_ENDINGS)


def read_feed(path: Path) -> Iterator[Item]:
    """Yield the entries of a feed as articles; what cannot be read is an item with its problem.

    The text is the entry's content, else its summary; the date is that of publication as the publisher wrote it, in
    his own time zone; the section is the first category. Raises :class:`QuizgenError` where feedparser is missing.
    """
    feedparser = _feedparser()
    try:
        data = gzip.decompress(path.read_bytes()) if path.suffix.lower() == ".gz" else path.read_bytes()
    except (OSError, EOFError, zlib.error) as error:
        yield Item(str(path), problem=f"cannot be read: {getattr(error, 'strerror', None) or error}; check the file")
        return
    # From memory: given a name, feedparser would fetch what looks like an address.
    feed = feedparser.parse(BytesIO(data), sanitize_html=False, resolve_relative_uris=False)
    for number, entry in enumerate(feed.entries, start=1):
        yield _item(f"{path}, entry {number}", entry)
    broken = feed.get("bozo_exception") if feed.get("bozo") else None
    if isinstance(broken, SAXException):
        where = f"line {broken.getLineNumber()}: " if hasattr(broken, "getLineNumber") else ""
        taken = "the entries before it were taken" if feed.entries else "no article in it"
        yield Item(str(path), problem=f"broken XML, {where}{broken.getMessage()}; {taken}")
    elif not feed.entries:
        known = f"{feed.version} feed" if feed.get("version") else "no feed"
        yield Item(str(path), problem=f"no article in it ({known}); expected an RSS or Atom feed with entries")


def _feedparser() -> Any:
    try:
        import feedparser
    except ImportError as error:
        raise QuizgenError("feeds: reading RSS and Atom needs feedparser; pip install 'quizgen[feeds]'") from error
    return feedparser


def _item(place: str, entry: dict[str, Any]) -> Item:
    identity = entry.get("id") or entry.get("link") or None
    place = f"{place} (id {identity})" if identity else place
    link = entry.get("link")
    tags = entry.get("tags") or ()
    try:
        return Item(
            place,
            Article(
                body=_body(entry),
                title=_line(entry.get("title_detail") or {}),
                id=identity,
                date=_date(entry),
                section=next((tag.get("term") or tag.get("label") for tag in tags), None) or None,
                url=link if link and link.lower().startswith(("http://", "https://")) else None,
            ),
        )
    except InputError as error:
        return Item(place, problem=str(error))


def _body(entry: Mapping[str, Any]) -> str:
    parts = entry.get("content") or [entry.get("summary_detail") or {}]
    texts = [part for part in parts if str(part.get("type", "")).startswith("text") or "xhtml" in part.get("type", "")]
    return "\n".join(filter(None, map(_text, texts)))


def _line(detail: Mapping[str, Any]) -> str | None:
    # RSS does not say whether its titles hold markup, and many do.
    value = str(detail.get("value") or "")
    return " ".join((plain_text(value) if _INLINE.search(value) else _text(detail)).split()) or None


def _text(detail: Mapping[str, Any]) -> str:
    """Return a value without its markup: one line for each paragraph."""
    value = str(detail.get("value") or "")
    if detail.get("type") == "text/plain" or not _MARKUP.search(value):
        return _tidied(value)
    return plain_text(value)


def plain_text(html: str) -> str:
    """Return the text of HTML, a line for each block; scripts, styles and the readings of ruby are left out."""
    reader = _TextReader()
    reader.feed(html)
    reader.close()
    # A line's end in HTML is white space, and between Japanese characters none at all.
    text = _WRAPPED.sub("", "".join(reader.pieces))
    return _tidied(text.replace("\n", " ").replace(_BREAK, "\n"))


class _TextReader(HTMLParser):
    """Collects the text; ``pieces`` holds :data:`_BREAK` where a block begins or ends."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._unread: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _UNREAD:
            self._unread.append(tag)
        elif tag in _BLOCKS:
            self.pieces.append(_BREAK)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BLOCKS:
            self.pieces.append(_BREAK)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._unread:
            # An element left open inside it ends with it.
            del self._unread[self._unread.index(tag) :]
        elif tag == "ruby":
            self._unread.clear()  # rt and rp may be left open
        elif tag in _BLOCKS:
            self.pieces.append(_BREAK)

    def handle_data(self, data: str) -> None:
        if not self._unread:
            self.pieces.append(data)


def _tidied(text: str) -> str:
    lines = (_SPACE.sub(" ", line).strip() for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


def _date(entry: dict[str, Any]) -> str | None:
    """Return when an entry was published, in ISO 8601; a form that only feedparser knows is carried to UTC by it."""
    for name in ("published", "updated", "created"):
        # Not by the entry's own get, which takes one date for another.
        written = str(dict.get(entry, name) or "").strip()
        if _ISO_DAY.fullmatch(written):
            return written
        for read in (datetime.fromisoformat, parsedate_to_datetime):
            try:
                return read(written).isoformat()
            except (ValueError, TypeError, IndexError):
                continue
        parsed = dict.get(entry, f"{name}_parsed")
        if parsed:
            return datetime(*parsed[:6]).isoformat()
    return None
