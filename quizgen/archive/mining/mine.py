"""Mine the default lexicon and train the word vectors from a corpus.

    python -m quizgen.archive.mining.mine --corpus FILE… --encyclopedia NAME… --entities FILE --work DIR

Steps, each kept in the work folder and not repeated: tokenise and count spans; choose which may be keywords; train
word vectors on the text with those in one piece; categorise; write ``lexicon/mined.tsv.gz``.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import click
import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from quizgen.archive.mining.categoriser import Categoriser
from quizgen.archive.mining.counts import SpanCount, add_article, spans_of
from quizgen.archive.mining.evidence import entity_categories, title_categories
from quizgen.archive.mining.selection import is_public_person, may_be_keyword, may_be_witnessed_keyword
from quizgen.archive.splits import is_held_out
from quizgen.archive.tokenised import TokenisedArticle, load_tokenised, map_articles, save_tokenised
from quizgen.archive.vectors import VectorSettings, train_vectors, write_merged
from quizgen.lexicon import CATEGORIES, Entry, Lexicon
from quizgen.lexicon.mined import MINED, write_mined
from quizgen.lexicon.seed_lists import read_seeds
from quizgen.vectors import WordVectors

# A surface whose category nothing but the classifier says needs this probability.
CONFIDENCE = 0.85
# A title that no definition explains is a name all the same, and needs less.
CONFIDENCE_OF_TITLES = 0.6
# Categories that the classifier alone may give; plain terms need a title or an entity label as their witness.
UNWITNESSED = frozenset({"person", "place", "organization", "company", "team", "product", "event", "facility", "award",
                         "law", "nationality", "language"})  # fmt: skip


def count_corpus(corpus: list[Path], work: Path) -> dict[str, SpanCount]:
    """Tokenise the corpus less what is held out into ``work/tokenised.pickle`` and count its spans."""
    cache = work / "counts.pickle"
    if cache.exists():
        with cache.open("rb") as stream:
            cached: dict[str, SpanCount] = pickle.load(stream)
        return cached
    counts: dict[str, SpanCount] = {}

    def counted() -> Iterator[TokenisedArticle]:
        for article, seen in tqdm(map_articles(corpus, spans_of, skip=is_held_out), desc="articles", unit=""):
            add_article(counts, article, seen)
            yield article

    save_tokenised(work / "tokenised.pickle", counted())
    with cache.open("wb") as output:
        pickle.dump(counts, output, protocol=pickle.HIGHEST_PROTOCOL)
    return counts


def choose(
    counts: Mapping[str, SpanCount],
    titles: Mapping[str, str | None],
    entities: Mapping[str, tuple[str, ...]],
) -> list[str]:
    """Return the surfaces that may become keywords, sorted."""
    chosen = {surface for surface, seen in counts.items() if may_be_keyword(surface, seen)}
    chosen |= {surface for surface in (*titles, *entities) if may_be_witnessed_keyword(surface, counts)}
    return sorted(chosen)


def categorise(
    surfaces: list[str],
    counts: Mapping[str, SpanCount],
    titles: Mapping[str, str | None],
    entities: Mapping[str, tuple[str, ...]],
    seeds: list[Entry],
    vectors: WordVectors,
) -> list[Entry]:
    """Give the surfaces their categories and make entries of those whose category is sure enough."""
    labelled = _labelled(counts, titles, entities, seeds)
    names = sorted(labelled)
    categoriser = Categoriser(tuple(CATEGORIES), vectors.dimensions)
    categoriser.fit(names, _matrix(names, vectors), [labelled[name] for name in names])
    known = {form for entry in seeds for form in (entry.surface, *entry.aliases)}
    surfaces = [surface for surface in surfaces if surface not in known]
    probabilities = categoriser.probabilities(surfaces, _matrix(surfaces, vectors))
    entries = []
    for surface, row in zip(surfaces, probabilities, strict=True):
        category = _category(surface, row, counts[surface], titles, entities)
        if category is not None:
            seen = counts[surface]
            entries.append(
                Entry(
                    surface=surface,
                    word_class=category,
                    reading=seen.reading,
                    count=seen.count,
                    first_seen=seen.first_year,
                    last_seen=seen.last_year,
                    origin="mined",
                )
            )
    return entries


def _labelled(
    counts: Mapping[str, SpanCount],
    titles: Mapping[str, str | None],
    entities: Mapping[str, tuple[str, ...]],
    seeds: list[Entry],
) -> dict[str, str]:
    """Surfaces whose category is known for sure; a seed's word goes before a label, a label before a definition."""
    labelled: dict[str, str] = {}
    for surface, category in titles.items():
        if category is not None:
            labelled[surface] = category
    for surface, seen in counts.items():
        if seen.region >= 20 and seen.region > 0.9 * seen.count:
            labelled.setdefault(surface, "place")
    labelled.update((surface, names[0]) for surface, names in entities.items() if len(names) == 1)
    by_surface: dict[str, set[str]] = {}
    for entry in seeds:
        by_surface.setdefault(entry.surface, set()).add(entry.category)
    for surface, categories in by_surface.items():
        labelled.pop(surface, None)
        if len(categories) == 1:
            labelled[surface] = next(iter(categories))
    return labelled


def _category(
    surface: str,
    row: NDArray[np.float32],
    seen: SpanCount,
    titles: Mapping[str, str | None],
    entities: Mapping[str, tuple[str, ...]],
) -> str | None:
    probability = dict(zip(CATEGORIES, row.tolist(), strict=True))
    best = max(probability, key=lambda category: probability[category])
    if surface in entities:
        return max(entities[surface], key=lambda category: probability[category])
    witnessed = surface in titles
    if witnessed and titles[surface] is not None:
        best = titles[surface] or best
    elif probability[best] < (CONFIDENCE_OF_TITLES if witnessed else CONFIDENCE):
        return None
    if not witnessed and (best not in UNWITNESSED or (best == "person" and not is_public_person(seen))):
        return None
    return best


def _counted(seed: Entry, counts: Mapping[str, SpanCount]) -> Entry:
    """Return a seed with what the corpus says of its surface: count, reading and years seen."""
    seen = counts[seed.surface]
    return replace(seed, count=seen.count, reading=seen.reading, first_seen=seen.first_year, last_seen=seen.last_year)


def _matrix(surfaces: list[str], vectors: WordVectors) -> NDArray[np.float32]:
    matrix = np.zeros((len(surfaces), vectors.dimensions), dtype=np.float32)
    for row, surface in enumerate(surfaces):
        vector = vectors.vector(surface)
        if vector is not None:
            matrix[row] = vector
    return matrix


@click.command()
@click.option("--corpus", multiple=True, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--encyclopedia", multiple=True, help="Prefix of article ids whose titles name what they describe.")
@click.option("--entities", required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--work", required=True, type=click.Path(path_type=Path), help="Folder for intermediate results.")
@click.option("--vectors", required=True, type=click.Path(path_type=Path), help="Where the word vectors are written.")
@click.option("--bytes", "size", default=64, show_default=True, help="Size of each word's vector.")
def main(
    corpus: tuple[Path, ...], encyclopedia: tuple[str, ...], entities: Path, work: Path, vectors: Path, size: int
) -> None:
    """Mine the default lexicon and train the word vectors."""
    work.mkdir(parents=True, exist_ok=True)
    counts = count_corpus(list(corpus), work)
    tokenised = work / "tokenised.pickle"
    titled = (article for article in load_tokenised(tokenised) if article.id.startswith(encyclopedia))
    titles = title_categories(titled)
    labels = entity_categories(entities)
    surfaces = choose(counts, titles, labels)
    seeds = read_seeds()
    click.echo(f"{len(counts)} spans, {len(titles)} titles, {len(labels)} entities, {len(seeds)} seeds", err=True)
    click.echo(f"{len(surfaces)} surfaces may be keywords", err=True)
    merged = work / "merged.txt"
    wanted = Lexicon(seeds).extended(Entry(surface, "term") for surface in surfaces)
    cache = work / "all-vectors.npz"
    if not cache.exists():
        write_merged(tokenised, wanted, merged)
        train_vectors(merged, VectorSettings(min_count=3)).save(cache)
    everything = WordVectors.load(cache)
    entries = categorise(surfaces, counts, titles, labels, seeds, everything)
    write_mined([*entries, *(_counted(seed, counts) for seed in seeds if seed.surface in counts)], MINED)
    everything.compressed(size).save(vectors)
    click.echo(f"{len(entries)} mined words beside {len(seeds)} seeds", err=True)


if __name__ == "__main__":
    main()
