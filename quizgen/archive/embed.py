"""Make the index that quizgen ships from a tokenised corpus.

    python -m quizgen.archive.embed --work DIR --entities FILE

Reads what ``quizgen.archive.mining.mine`` left in the work folder. Encoding the contexts takes an hour on two cores;
it is kept in parts, so that a run that was stopped goes on where it was. Then: fit the channel maps, train the class
model, group the contexts into senses, and write ``quizgen/data/senses``.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

import click
import numpy as np
from tqdm import tqdm

from quizgen.archive.contexts import ChosenWindow, Contexts, choose_windows, encode_contexts
from quizgen.archive.names import listed_names, marked_names, names_and_words, read_marked
from quizgen.archive.tokenised import TokenisedArticle, load_tokenised
from quizgen.data import data_path
from quizgen.index.embedded import BUILT
from quizgen.index.loaded import CHANNELS_FILE, CLASSES_FILE, KINDS_FILE, index_identity
from quizgen.index.making import SenseMaker
from quizgen.index.settings import IndexSettings
from quizgen.model import Model, load_model
from quizgen.results import Exemplar
from quizgen.senses.channels import Channels
from quizgen.senses.classes import ClassModel
from quizgen.senses.contexts import article_topics, map_contexts
from quizgen.senses.fitting import fit_channels, fit_classes
from quizgen.senses.fitting_kinds import fit_kinds
from quizgen.senses.grouping import GroupingSettings
from quizgen.senses.kinds import KindModel
from quizgen.word_reader import WordReader

PER_WORD = 12
_WINDOWS_PER_PART = 2000


def encode_archive(articles: Sequence[TokenisedArticle], model: Model, work: Path, per_word: int) -> Contexts:
    """Encode the contexts of the lexicon's words, part by part, and return them all.

    The parts are those of one encoder and one choice of windows: for another lexicon, start with an empty folder.
    """
    folder = work / f"contexts-{model.encoder.identity[:12]}-{per_word}"
    complete = folder / "complete"
    if not complete.exists():
        folder.mkdir(exist_ok=True)
        chosen = list(choose_windows(articles, model.lexicon, model.form, per_word=per_word))
        with tqdm(total=len(chosen), desc="windows", unit="") as bar:
            for number, group in enumerate(_groups(chosen)):
                path = folder / f"part-{number:04d}.npz"
                if not path.exists():
                    _save(encode_contexts(group, model.encoder), path)
                bar.update(len(group))
        complete.touch()
    parts = [_load(path) for path in sorted(folder.glob("part-????.npz"))]
    return Contexts(
        [form for part in parts for form in part.forms],
        np.concatenate([part.articles for part in parts]),
        np.concatenate([part.starts for part in parts]),
        np.concatenate([part.ends for part in parts]),
        np.concatenate([part.context for part in parts]),
        np.concatenate([part.slot for part in parts]),
    )


def _groups(chosen: Sequence[ChosenWindow]) -> Iterator[list[ChosenWindow]]:
    iterator = iter(chosen)
    while group := list(islice(iterator, _WINDOWS_PER_PART)):
        yield group


def _save(contexts: Contexts, path: Path) -> None:
    temporary = path.with_suffix(".part.npz")
    np.savez(
        temporary,
        forms=np.array(contexts.forms),
        articles=contexts.articles,
        starts=contexts.starts,
        ends=contexts.ends,
        context=contexts.context,
        slot=contexts.slot,
    )
    temporary.replace(path)


def _load(path: Path) -> Contexts:
    with np.load(path, allow_pickle=False) as data:
        return Contexts(
            data["forms"].tolist(), data["articles"], data["starts"], data["ends"], data["context"], data["slot"]
        )


@click.command()
@click.option("--work", required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--entities", required=True, type=click.Path(exists=True, path_type=Path), help="Marked names (JSONL).")
@click.option("--per-word", default=PER_WORD, show_default=True, help="Most contexts of one word.")
@click.option("--output", type=click.Path(path_type=Path), default=lambda: data_path("senses"))
def main(work: Path, entities: Path, per_word: int, output: Path) -> None:
    """Make the index that quizgen ships."""
    model = load_model()
    articles = list(load_tokenised(work / "tokenised.pickle"))
    contexts = encode_archive(articles, model, work, per_word)
    topics = article_topics(articles, model.vectors)
    channels = fit_channels(contexts, topics, model)
    mapped = map_contexts(contexts, articles, topics, channels)
    classes = fit_classes(mapped, model.lexicon)
    words = WordReader(model.reader, model.vectors, channels, classes)
    listed = listed_names(model.lexicon, words, classes.classes)
    marked = list(marked_names(entities))
    told = names_and_words(model, words, marked)
    kinds = fit_kinds(told, listed, *read_marked(marked, model, words, mapped), classes)
    maker = SenseMaker(model.lexicon, model.vectors, channels, classes, GroupingSettings(), model.reader.pieces)
    table = maker.table(mapped, lambda row: Exemplar(source=articles[int(contexts.articles[row])].id))
    output.mkdir(exist_ok=True)
    table.save(output)
    channels.save(output / CHANNELS_FILE)
    classes.save(output / CLASSES_FILE)
    kinds.save(output / KINDS_FILE)
    # The identity is that of the files, which hold fewer bits than what was computed.
    written = (
        Channels.load(output / CHANNELS_FILE),
        ClassModel.load(output / CLASSES_FILE),
        KindModel.load(output / KINDS_FILE),
    )
    built = {
        "identity": index_identity(table, *written, IndexSettings()),
        "settings": IndexSettings().to_dict(),
        "origin": "embedded",
        "lexicon": model.lexicon.identity,
        **model.identities,
    }
    (output / BUILT).write_text(json.dumps(built, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    click.echo(f"{len(contexts.forms)} contexts, {len(table)} senses, {len(classes.classes)} classes", err=True)


if __name__ == "__main__":
    main()
