"""Which layer of the encoder, and which channel, tells one sense of a word from another?

Asked so that the words themselves cannot answer: an anchor is a keyword in an article; another keyword stands in two
articles, in two senses, one of which is of the anchor's category. Is the right one of the two nearer to the anchor?
Both are the same word, so a vector that does not see the context is level on them, which counts as half.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from quizgen.evaluation.sensed_keys import SensedKey, SensedPair, all_keys
from quizgen.evaluation.system import System
from quizgen.senses.channels import CHANNELS
from quizgen.vectors import unit

# Cosines are rounded so that what is level stays level whatever the last bits are.
_DIGITS = 5

Floats = NDArray[np.float32]


def key_vectors(system: System, keys: Sequence[SensedKey]) -> dict[str, Floats]:
    """Return the vectors of keys by where they come from, each float32 (keys, its dimensions), in the order of reading.

    The encoder's layers, both directions and each alone, centred by what the index's channel maps hold as their mean
    (language models' vectors lie in a narrow cone; Ethayarajh 2019), and the channels of the index vector.
    """
    encoder, width = system.model.encoder, system.model.encoder.width
    below = [_characters(system, key) for key in keys]
    found: dict[str, Floats] = {"layer 0": np.stack(below) - np.mean(below, axis=0)}
    raw = np.concatenate([key.reading.vectors([key.key.place]).context for key in keys])
    centred = raw - system.index.channels.maps["context"].mean
    for layer in range(1, encoder.n_layers):
        both = centred[:, (layer - 1) * width : layer * width]
        found[f"layer {layer}"] = both
        found[f"layer {layer}, forward"] = both[:, : width // 2]
        found[f"layer {layer}, backward"] = both[:, width // 2 :]
    vectors = np.stack([key.key.vector for key in keys])
    for name in CHANNELS:
        found[f"{name} channel"] = vectors[:, system.index.channels.slices[name]]
    found["all channels"] = np.stack([system.index.weighted(vector) for vector in vectors])
    return found


def told_apart(vectors: Mapping[str, Floats], pairs: Sequence[SensedPair]) -> dict[str, NDArray[np.float64]]:
    """Return how often the right one of another word's two senses is the nearer, by the anchor's keyword.

    ``vectors``: from :func:`key_vectors`, of the keys of ``pairs``. Each result: float64 (pairs,), the mean over the
    anchors of a pair, from 0 to 1, 0.5 being chance; NaN for a pair that has no other to be asked about.
    """
    return {name: _told_apart(unit(rows), pairs) for name, rows in vectors.items()}


def _told_apart(rows: Floats, pairs: Sequence[SensedPair]) -> NDArray[np.float64]:
    keys, cosines = all_keys(pairs), (rows @ rows.T).round(_DIGITS)
    shares = np.full(len(pairs), np.nan)
    for number in range(len(pairs)):
        answers = []
        for anchor in (2 * number, 2 * number + 1):
            for other in range(len(pairs)):
                fits = [keys[row].category == keys[anchor].category for row in (2 * other, 2 * other + 1)]
                if other == number or fits[0] == fits[1]:
                    continue
                right, wrong = (2 * other, 2 * other + 1) if fits[0] else (2 * other + 1, 2 * other)
                lead = cosines[anchor, right] - cosines[anchor, wrong]
                answers.append(0.5 + 0.5 * np.sign(lead))
        if answers:
            shares[number] = np.mean(answers)
    return shares


def _characters(system: System, key: SensedKey) -> Floats:
    """Return layer 0 of a key, which sees nothing but the characters of its tokens: their mean."""
    place = key.key.place
    tokens = [token.surface for token in key.reading.tokens[place.first : place.last]]
    vector: Floats = system.model.encoder.encode([tokens])[0][0].mean(axis=0)
    return vector
