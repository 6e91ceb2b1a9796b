"""The class of a word in its context: what kind of thing it is here, read from the encoder and the article.

Trained on contexts of words that have just one class (distant supervision), then asked about any word. Two linear
steps: the category, then the fine class within it, so that words of which only the category is known still teach.
A word that is listed in several classes is another question, and has another answer: the *situation*, which has not
seen the word itself. How a word is written says much of a word that nobody listed, but of 楽天 only what it mostly is.
Each step reads the vectors and the words around (:mod:`quizgen.senses.surroundings`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from quizgen.errors import ModelError
from quizgen.lexicon import category_of
from quizgen.senses.regression import softmax
from quizgen.senses.surroundings import BUCKETS, NOTHING, mean_of_rows

_STEPS = ("category", "class", "situation")
Around = NDArray[np.int32]
# Strength of the squared weights in training; surroundings are many and rare, so theirs is greater.
_PULL, _TABLE_PULL = 1e-6, 5e-5


@dataclass(frozen=True, slots=True)
class Step:
    """One regression. ``weights``: float32 (dimensions + 1, labels), the last row being the bias; ``table``: float32
    (buckets, labels), what each surrounding says."""

    weights: NDArray[np.float32]
    table: NDArray[np.float32]

    def logits(self, vectors: NDArray[np.float32], around: Around | None) -> NDArray[np.float32]:
        """Return (n, labels) for vectors (n, dimensions) and surroundings (n, occurrences, features), where known."""
        logits = _with_bias(vectors) @ self.weights
        if around is not None:
            logits = logits + mean_of_rows(self.table, around)
        found: NDArray[np.float32] = logits
        return found


class ClassModel:
    """Multinomial logistic regressions over index vectors without their static channel, and over surroundings.

    ``classes``: fine classes, sorted; ``categories``: their categories, sorted. ``category``, ``within``: the steps to
    the category and to the class within it; ``situation``: the one that reads the last dimensions only (slot and
    topic). Where surroundings are an argument, they are int32 (n, occurrences, features), or None where a word is read
    by itself.
    """

    def __init__(
        self,
        classes: Sequence[str],
        category: Step,
        within: Step,
        situation: Step,
    ) -> None:
        self.classes = tuple(classes)
        self.categories = tuple(sorted({category_of(name) for name in classes}))
        self.category_of_class = np.array([self.categories.index(category_of(name)) for name in classes])
        self._members = [np.flatnonzero(self.category_of_class == number) for number in range(len(self.categories))]
        self.column = {name: column for column, name in enumerate(self.classes)}
        self.category, self.within, self.situation = category, within, situation

    @property
    def identity(self) -> str:
        """SHA-256 over classes and weights, in hexadecimal."""
        digest = hashlib.sha256("\n".join(self.classes).encode())
        for step in (self.category, self.within, self.situation):
            digest.update(np.ascontiguousarray(step.weights).tobytes())
            digest.update(np.ascontiguousarray(step.table).tobytes())
        return digest.hexdigest()

    @property
    def numbers_otherwise(self) -> bool:
        """Whether an older release learned it, to which :data:`NOTHING` was a sign like any other."""
        return any(step.table[NOTHING].any() for step in (self.category, self.within, self.situation))

    def category_probabilities(self, vectors: NDArray[np.float32], around: Around | None = None) -> NDArray[np.float32]:
        """Return (n, categories) probabilities, rows summing to 1."""
        return softmax(self.category.logits(vectors, around))

    def within_category(self, vectors: NDArray[np.float32], around: Around | None = None) -> NDArray[np.float32]:
        """Return (n, classes) probabilities of the class given its category: they sum to 1 within each category."""
        logits = self.within.logits(vectors, around)
        result = np.zeros_like(logits)
        for columns in self._members:
            result[:, columns] = softmax(logits[:, columns])
        return result

    def probabilities(self, vectors: NDArray[np.float32], around: Around | None = None) -> NDArray[np.float32]:
        """Return (n, classes) probabilities, rows summing to 1."""
        categories = self.category_probabilities(vectors, around)
        joint: NDArray[np.float32] = categories[:, self.category_of_class] * self.within_category(vectors, around)
        return joint

    def among(
        self, vectors: NDArray[np.float32], listed: Sequence[str], around: Around | None = None
    ) -> NDArray[np.float32]:
        """Return (n, listed) probabilities of listed classes, fine or bare, by the situation alone; rows sum to 1.

        Of a bare category its likeliest class speaks, so that a category of many classes has no advantage.
        """
        step = self.situation
        shares = softmax(step.logits(vectors[:, vectors.shape[1] - len(step.weights) + 1 :], around))
        best = np.stack([np.where(self.known(name), shares, 0).max(axis=1) for name in listed], axis=1) + 1e-9
        result: NDArray[np.float32] = best / best.sum(axis=1, keepdims=True)
        return result

    def known(self, word_class: str) -> NDArray[np.bool_]:
        """Return the mask (classes,) of the classes that a stated class, fine or bare, leaves open."""
        if word_class in self.column:
            one: NDArray[np.bool_] = np.arange(len(self.classes)) == self.column[word_class]
            return one
        category = category_of(word_class)
        if category not in self.categories:
            return np.zeros(len(self.classes), dtype=bool)
        mask: NDArray[np.bool_] = self.category_of_class == self.categories.index(category)
        return mask

    def stated(self, word_classes: Sequence[str]) -> NDArray[np.bool_]:
        """Return what :meth:`known` says of each of n stated classes, (n, classes)."""
        distinct = {name: number for number, name in enumerate(dict.fromkeys(word_classes))}
        masks = np.array([self.known(name) for name in distinct], dtype=bool).reshape(-1, len(self.classes))
        found: NDArray[np.bool_] = masks[[distinct[name] for name in word_classes]]
        return found

    def save(self, path: Path) -> None:
        """Write the model."""
        names = np.frombuffer("\n".join(self.classes).encode("utf-8"), dtype=np.uint8)
        arrays = {}
        for name, step in zip(_STEPS, (self.category, self.within, self.situation), strict=True):
            arrays[f"{name}_weights"] = step.weights.astype(np.float16)
            arrays[f"{name}_table"] = step.table.astype(np.float16)
        np.savez_compressed(path, classes=names, **arrays)  # type: ignore[arg-type]

    @classmethod
    def load(cls, path: Path) -> ClassModel:
        """Read what :meth:`save` wrote. Raises :class:`ModelError` when it is missing or damaged."""
        try:
            with path.open("rb") as stream, np.load(stream, allow_pickle=False) as data:
                return cls(
                    data["classes"].tobytes().decode("utf-8").split("\n"),
                    *(
                        Step(data[f"{name}_weights"].astype(np.float32), data[f"{name}_table"].astype(np.float32))
                        for name in _STEPS
                    ),
                )
        except Exception as error:  # zipfile, zlib and numpy each have errors of their own for a damaged file
            raise ModelError(f"class model {path}: cannot be read ({error}); restore the index version") from error


def train_classes(
    vectors: NDArray[np.float32],
    around: Around,
    labels: Sequence[str],
    weights: NDArray[np.float32],
    *,
    situation: int,
    epochs: int = 15,
    seed: int = 0,
) -> ClassModel:
    """Train on contexts: (n, dimensions) vectors, (n, features) surroundings, classes (fine or bare), and weights.

    A bare category teaches the first step only. ``situation``: how many of the last dimensions do not see the word.
    """
    classes = sorted({label for label in labels if "/" in label} | {label for label in labels if "/" not in label})
    fine_of = {category_of(label) for label in classes if "/" in label}
    # A category that has fine classes keeps no bare one: it would draw every unknown word.
    classes = [label for label in classes if "/" in label or label not in fine_of]
    categories = sorted({category_of(name) for name in classes})
    column = {name: number for number, name in enumerate(classes)}
    category_targets = np.array([categories.index(category_of(label)) for label in labels])
    class_targets = np.array([column.get(label, -1) for label in labels])
    members = np.array([categories.index(category_of(name)) for name in classes])
    category = _fit(vectors, around, category_targets, weights, len(categories), None, epochs, seed)
    fine = class_targets >= 0
    targets, importance = class_targets[fine], weights[fine]
    within = _fit(vectors[fine], around[fine], targets, importance, len(classes), members, epochs, seed)
    balanced = importance / np.sqrt(np.bincount(targets, minlength=len(classes)))[targets]
    seen = vectors[fine][:, vectors.shape[1] - situation :]
    alone = _fit(seen, around[fine], targets, balanced, len(classes), None, epochs, seed)
    return ClassModel(classes, category, within, alone)


def _fit(
    vectors: NDArray[np.float32],
    around: Around,
    targets: NDArray[np.int64],
    weights: NDArray[np.float32],
    labels: int,
    group_of_label: NDArray[np.int64] | None,
    epochs: int,
    seed: int,
) -> Step:
    """Fit one regression; with groups, each row competes only among the labels of its target's group."""
    import torch  # only fitting needs it, and reading must not wait for it

    torch.manual_seed(seed)
    inputs, wanted = torch.from_numpy(_with_bias(vectors)), torch.from_numpy(targets)
    neighbours = torch.from_numpy(around)
    importance = torch.from_numpy(weights / weights.mean())
    matrix = torch.zeros(inputs.shape[1], labels, requires_grad=True)
    table = torch.zeros(BUCKETS, labels, requires_grad=True)
    outside = None
    if group_of_label is not None:
        groups = torch.from_numpy(group_of_label)
        outside = groups[None] != torch.arange(int(groups.max()) + 1)[:, None]
    optimizer = torch.optim.Adam([matrix, table], lr=0.02)
    generator = torch.Generator().manual_seed(seed)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, epochs)
    for _ in range(epochs):
        for rows in torch.randperm(len(inputs), generator=generator).split(4096):  # type: ignore[no-untyped-call]
            said = torch.nn.functional.embedding_bag(neighbours[rows], table, mode="sum", padding_idx=NOTHING)
            logits = inputs[rows] @ matrix + said
            if outside is not None and group_of_label is not None:
                logits = logits.masked_fill(outside[groups[wanted[rows]]], -1e9)
            losses = torch.nn.functional.cross_entropy(logits, wanted[rows], reduction="none")
            penalty = _PULL * matrix.square().sum() + _TABLE_PULL * table.square().sum()
            loss = (losses * importance[rows]).mean() + penalty
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimizer.step()
        schedule.step()
    return Step(matrix.detach().numpy(), table.detach().numpy())


def _with_bias(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.concatenate([vectors, np.ones((len(vectors), 1), dtype=np.float32)], axis=1, dtype=np.float32)
