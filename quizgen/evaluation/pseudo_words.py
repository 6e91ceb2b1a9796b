"""Does grouping tell two senses apart? Measured on pseudo-words (Schütze 1992): two words merged into one.

The contexts of both words are read with the first word written in place of the second, so that the encoder cannot tell
them apart by their characters; then they are grouped as an index build groups a word's contexts, and the groups are
compared with the true words. Two ways: with all channels that a build uses, and with the encoder's own (context and
slot), without the article's topic. Grouping stands and falls with the distance at which groups stay apart; "two groups"
is told how many there are, and so shows what the vectors alone could do.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.cluster.hierarchy import fcluster

from quizgen.archive.contexts import ChosenWindow, encode_contexts
from quizgen.evaluation.groups import PSEUDO_WORDS
from quizgen.evaluation.lines import Item, Line, Values, make_lines
from quizgen.evaluation.measures import BCubed, b_cubed
from quizgen.evaluation.pseudo_contexts import Gathered, gather, merged_window
from quizgen.evaluation.run import Run
from quizgen.evaluation.sampling import digest, number
from quizgen.evaluation.system import System
from quizgen.senses.contexts import article_topics, map_contexts
from quizgen.senses.grouping import GroupingSettings, group_contexts, merge_tree
from quizgen.vectors import unit

SAMPLE = 200
# Random splits of a pseudo-word whose mean stands for chance.
_SPLITS = 20


def measure_pseudo_words(corpora: Sequence[Path], system: System, run: Run) -> list[Line]:
    """Measure B-cubed precision, recall and F1 on as many pseudo-words as the run asks for.

    Word vectors alone know one sense of a word: all contexts in one group. Chance: contexts fall into two groups at
    random. Raises :class:`InputError` for a corpus that cannot be read.
    """
    wanted = run.most(SAMPLE)
    found = gather(system, corpora, wanted, run)
    if len(found.words) < wanted:
        run.notice(
            f"{PSEUDO_WORDS}: the corpora hold {len(found.words)} of {wanted}; give more --corpus files for more"
        )
    if not found.words:
        return []
    rows, truth = read_contexts(system, found, run)
    slices = system.index.channels.slices
    encoders = slices["topic"].start - slices["context"].start
    setting = digest(str(GroupingSettings()))
    return [
        *make_lines(PSEUDO_WORDS, _items(found, rows, truth, run.seed), setting),
        *make_lines(
            f"{PSEUDO_WORDS}, encoder only",
            _items(found, [one[:, :encoders] for one in rows], truth, run.seed),
            setting,
        ),
    ]


def read_contexts(system: System, found: Gathered, run: Run) -> tuple[list[NDArray[np.float32]], list[list[int]]]:
    """Return the mapped contexts of each pseudo-word, (n, read dimensions), and which word each context is truly of."""
    windows: list[ChosenWindow] = []
    truth: list[list[int]] = []
    lexicon = system.model.lexicon
    for word in found.words:
        pieces = system.model.reader.pieces(word.first)
        spots = (*word.first_spots, *word.second_spots)
        windows += [merged_window(spot, found.articles[spot.article], lexicon, pieces) for spot in spots]
        truth.append([0] * len(word.first_spots) + [1] * len(word.second_spots))
    done = 0

    def encoded(count: int) -> None:
        nonlocal done
        done += count
        run.progress(PSEUDO_WORDS, done, len(windows))

    contexts = encode_contexts(windows, system.model.encoder, encoded)
    topics = article_topics(found.articles, system.model.vectors)
    mapped = map_contexts(contexts, found.articles, topics, system.index.channels)
    ends = np.cumsum([len(words) for words in truth])
    return np.split(mapped.rows, ends[:-1]), truth


def _items(
    found: Gathered, rows: Sequence[NDArray[np.float32]], truth: Sequence[Sequence[int]], seed: int
) -> list[Item]:
    items = []
    for word, vectors, true in zip(found.words, rows, truth, strict=True):
        name = found.name(word)
        ours = b_cubed(group_contexts(vectors, GroupingSettings()).tolist(), true)
        together = b_cubed([0] * len(true), true)
        chance = random_split(true, number(str(seed), name))
        values = {
            measure: Values(getattr(ours, field), getattr(together, field), getattr(chance, field))
            for measure, field in (("B³ F1", "f1"), ("B³ precision", "precision"), ("B³ recall", "recall"))
        }
        told = b_cubed(two_groups(vectors).tolist(), true)
        values["B³ F1, two groups"] = Values(told.f1, together.f1, chance.f1)
        items.append(Item(name, name, values))
    return items


def two_groups(vectors: NDArray[np.float32]) -> NDArray[np.int32]:
    """Return the group, 1 or 2, of each of (n, dimensions) contexts, merged as a build does until two are left."""
    groups: NDArray[np.int32] = fcluster(merge_tree(unit(vectors)), t=2, criterion="maxclust")
    return groups


def random_split(truth: Sequence[int], seed: int) -> BCubed:
    """Return the mean figures of seeded splits in which every item falls into one of two groups by a fair coin."""
    coins = np.random.default_rng(seed).integers(0, 2, size=(_SPLITS, len(truth)))
    return BCubed(*np.mean([b_cubed(row.tolist(), truth) for row in coins], axis=0).tolist())
