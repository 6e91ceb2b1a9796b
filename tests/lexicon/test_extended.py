"""A lexicon with further entries is the same as one made of all of them at once."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as some

from quizgen.lexicon import Entry, Lexicon

FORMS = ("楽天", "楽天モバイル", "西武", "ライオンズ", "埼玉", "Ｇ")
ENTRIES = some.builds(
    Entry,
    some.sampled_from(FORMS),
    some.sampled_from(("team/baseball", "company/telecom", "place")),
    aliases=some.lists(some.sampled_from(FORMS), max_size=2).map(tuple),
    count=some.integers(0, 3),
)


@given(
    some.lists(ENTRIES, max_size=8, unique_by=lambda entry: entry.entry_id),
    some.lists(some.lists(ENTRIES, max_size=4), max_size=3),
)
def test_extending_gives_what_making_afresh_gives(first: list[Entry], further: list[list[Entry]]) -> None:
    extended = Lexicon(first)
    merged = {entry.entry_id: entry for entry in first}
    for entries in further:
        before = [extended.named(form) for form in FORMS]
        smaller, extended = extended, extended.extended(entries)
        assert [smaller.named(form) for form in FORMS] == before, "the smaller one stays as it is"
        merged.update((entry.entry_id, entry) for entry in entries)
    fresh = Lexicon(merged.values())
    assert extended.entries == fresh.entries
    assert list(extended.ids) == list(fresh.ids)
    assert extended.identity == fresh.identity
    for form in FORMS:
        assert extended.named(form) == fresh.named(form)
        assert extended.same_thing(form) == fresh.same_thing(form)
    text = "".join(FORMS)
    places = range(len(text))
    ends = [place + 1 for place in places]
    assert list(extended.find(text, places, ends)) == list(fresh.find(text, places, ends))
