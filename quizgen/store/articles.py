"""The articles of a store: the archive that words find their contexts in, and what editors work on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, RowMapping, and_, bindparam, func, insert, select, update

from quizgen.errors import InputError
from quizgen.store.article import (
    EarlierText,
    NewArticle,
    StoredArticle,
    body_sha256,
    check_article,
    search_form,
)
from quizgen.store.engine import Store, WriteTransaction
from quizgen.store.models import article_texts, articles
from quizgen.store.problems import nothing_imported
from quizgen.store.texts import is_storable

# Articles looked up and written in one statement.
_AT_ONCE = 500

Outcome = Literal["new", "changed", "same"]


@dataclass(frozen=True, slots=True)
class ArticleCounts:
    """What became of articles that came: ``new`` ones, those that came again with another text, and the others."""

    new: int = 0
    changed: int = 0
    same: int = 0


class ArticleRepository:
    """The articles of a store. All methods raise :class:`StoreError` when the database fails."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def add(self, new: NewArticle) -> StoredArticle:
        """Keep an article and return it. One that is there already gets the new text, the old one stays beside it.

        Raises :class:`InputError` for an unusable article.
        """
        checked, problems = check_article(new)
        if problems:
            raise InputError(f"article {'; '.join(problems)}")
        with self._store.writing() as write:
            _keep(write, [checked])
            (kept,) = _fetch(write.connection, _of(checked.id))
            return kept

    def import_articles(self, rows: Iterable[NewArticle]) -> ArticleCounts:
        """Keep many articles together, or none of them.

        Raises one :class:`InputError` that names every bad row by its ``place``, or its number where it has none.
        """
        checked: list[NewArticle] = []
        problems: list[str] = []
        for number, row in enumerate(rows, start=1):
            article, found = check_article(row)
            problems += [f"{row.place or f'row {number}'}, {problem}" for problem in found]
            checked.append(article)
        if problems:
            raise InputError(nothing_imported(problems))
        outcomes: list[Outcome] = []
        with self._store.writing() as write:
            for some in _without_repetition(checked):
                outcomes += _keep(write, some)
        return ArticleCounts(outcomes.count("new"), outcomes.count("changed"), outcomes.count("same"))

    def get(self, article_id: str) -> StoredArticle:
        """Return one article. Raises :class:`InputError` where there is none."""
        with self._store.reading() as connection:
            return _one(connection, article_id)

    def earlier_texts(self, article_id: str) -> tuple[EarlierText, ...]:
        """Return what an article said before, oldest first. Raises :class:`InputError` where there is none."""
        columns = (article_texts.c.title, article_texts.c.body, article_texts.c.sha256, article_texts.c.until)
        query = select(*columns).join_from(article_texts, articles).order_by(article_texts.c.number)
        with self._store.reading() as connection:
            _one(connection, article_id)
            return tuple(EarlierText(*row) for row in connection.execute(query.where(_of(article_id))))

    def containing(self, text: str, limit: int = 100) -> tuple[StoredArticle, ...]:
        """Return articles with a text in title or body, in any width and case, the newest first.

        White space in ``text`` counts; nothing contains the empty text.
        """
        return self._matching([text], (), limit, 0) if text else ()

    def search(
        self,
        query: str = "",
        *,
        kind: str | None = None,
        section: str | None = None,
        since: str | None = None,
        until: str | None = None,
        limit: int | None = 50,
        offset: int = 0,
    ) -> tuple[StoredArticle, ...]:
        """Return articles that have every word of the query in title or body, the newest first.

        ``since``, ``until``: ISO 8601 dates, both included; an article without a date is in no such span. None leaves a
        filter out.
        """
        conditions: list[ColumnElement[bool]] = []
        if kind is not None:
            conditions.append(articles.c.kind == kind)
        if section is not None:
            conditions.append(articles.c.section == section)
        if since is not None:
            conditions.append(articles.c.date >= since)
        if until is not None:
            # A time may follow the date.
            conditions.append(func.substr(articles.c.date, 1, 10) <= until)
        return self._matching(query.split(), conditions, limit, offset)

    def count(self) -> int:
        """Return how many articles there are."""
        with self._store.reading() as connection:
            return int(connection.execute(select(func.count()).select_from(articles)).scalar_one())

    def export(self) -> Iterator[StoredArticle]:
        """Yield every article as of one moment, in the order of their coming, holding few at a time."""
        last = 0
        with self._store.reading() as connection:
            query = select(articles).order_by(articles.c.id).limit(_AT_ONCE)
            while rows := connection.execute(query.where(articles.c.id > last)).mappings().all():
                yield from map(_article, rows)
                last = rows[-1]["id"]

    def _matching(
        self, texts: Sequence[str], conditions: Sequence[ColumnElement[bool]], limit: int | None, offset: int
    ) -> tuple[StoredArticle, ...]:
        wanted = [search_form(text) for text in texts]
        if not all(map(is_storable, wanted)):
            return ()
        with self._store.reading() as connection:
            held = [_holds(connection, text) for text in wanted]
            return tuple(_fetch(connection, *conditions, *held, limit=limit, offset=offset))


def _keep(write: WriteTransaction, some: Sequence[NewArticle]) -> list[Outcome]:
    """Insert or change articles, each id once; return what became of each."""
    here = {row["article_id"]: row for row in _rows(write.connection, [str(new.id) for new in some])}
    outcomes: list[Outcome] = []
    inserted: list[dict[str, Any]] = []
    changed: list[dict[str, Any]] = []
    put_aside: list[dict[str, Any]] = []
    for new in some:
        before = here.get(str(new.id))
        values = _values(new) | {"generation": write.generation, "updated_at": write.now}
        if before is None:
            inserted.append(values | {"created_at": write.now})
            outcomes.append("new")
            continue
        same_text = (before["title"], before["body"]) == (new.title, new.body)
        if not same_text:
            kept = {name: before[name] for name in ("title", "body", "sha256")}
            put_aside.append(kept | {"article_row": before["id"], "until": write.now})
        if any(before[name] != values[name] for name in _values(new)):
            changed.append(values | {"row": before["id"]} | ({"updated_at": before["updated_at"]} if same_text else {}))
        outcomes.append("same" if same_text else "changed")
    if inserted:
        write.connection.execute(insert(articles), inserted)
    if put_aside:
        _put_aside(write.connection, put_aside)
    if changed:
        names: dict[str, Any] = {name: bindparam(name) for name in changed[0] if name != "row"}
        write.connection.execute(update(articles).where(articles.c.id == bindparam("row")).values(names), changed)
    return outcomes


def _put_aside(connection: Connection, texts: Sequence[dict[str, Any]]) -> None:
    rows = [text["article_row"] for text in texts]
    column = article_texts.c.article_row
    counted = select(column, func.max(article_texts.c.number).label("number")).where(column.in_(rows)).group_by(column)
    last = {found.article_row: found.number for found in connection.execute(counted)}
    connection.execute(
        insert(article_texts), [text | {"number": last.get(text["article_row"], 0) + 1} for text in texts]
    )


def _values(new: NewArticle) -> dict[str, Any]:
    return {
        "article_id": new.id,
        "kind": new.kind,
        "title": new.title,
        "body": new.body,
        "search_text": search_form(f"{new.title or ''}\n{new.body}"),
        "date": new.date,
        "section": new.section,
        "url": new.url,
        "sha256": body_sha256(new.body),
    }


def _without_repetition(rows: Iterable[NewArticle]) -> Iterator[list[NewArticle]]:
    """Cut the rows into stretches in which no id comes twice: a second text follows the first one."""
    waiting: list[NewArticle] = []
    met: set[str | None] = set()
    for row in rows:
        if row.id in met or len(waiting) == _AT_ONCE:
            yield waiting
            waiting, met = [], set()
        waiting.append(row)
        met.add(row.id)
    if waiting:
        yield waiting


def _rows(connection: Connection, ids: Sequence[str]) -> Sequence[RowMapping]:
    return connection.execute(select(articles).where(articles.c.article_id.in_(ids))).mappings().all()


def _of(article_id: str | None) -> ColumnElement[bool]:
    return articles.c.article_id == article_id


def _holds(connection: Connection, text: str) -> ColumnElement[bool]:
    # Not LIKE: SQLite takes several times as long over that.
    position = func.instr if connection.dialect.name == "sqlite" else func.strpos
    return position(articles.c.search_text, text) > 0


def _one(connection: Connection, article_id: str) -> StoredArticle:
    found = _fetch(connection, _of(article_id)) if is_storable(article_id) else []
    if not found:
        raise InputError(f"article {article_id!r}: the store has none with this id")
    return found[0]


def _fetch(
    connection: Connection, *conditions: ColumnElement[bool], limit: int | None = None, offset: int = 0
) -> list[StoredArticle]:
    query = select(articles).where(and_(True, *conditions))
    query = query.order_by(articles.c.date.desc().nulls_last(), articles.c.id.desc()).limit(limit).offset(offset)
    return [_article(row) for row in connection.execute(query).mappings()]


def _article(row: RowMapping) -> StoredArticle:
    names = ("body", "title", "date", "section", "url", "kind", "sha256", "created_at", "updated_at")
    return StoredArticle(id=row["article_id"], **{name: row[name] for name in names})
