"""How well words fill a blank, by the language model that made the encoder."""

from __future__ import annotations

import threading
import zlib
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from quizgen.elmo.characters import SENTENCE_END, SENTENCE_START, split_long_token
from quizgen.elmo.encoder import DirectionState, ElmoEncoder, checked_tokens
from quizgen.elmo.softmax_file import Softmax
from quizgen.elmo.weights import DIRECTIONS, Array
from quizgen.errors import ArgumentError

# A word's tokens as the network reads them.
Word = tuple[str, ...]
# What is read together: in each row a prefix of words, or None for a row that only fills the block.
Block = list[Word | None]
# What each direction reads first.
_MARKERS = (SENTENCE_START, SENTENCE_END)
_ROWS, _MOST_ROWS = 8, 32
_REMEMBERED_WORDS = 100_000


class BlankScorer:
    """Scores words for a blank: log p forward + log p backward - log p(word), in nats; higher fits better.

    Were what stands before and after the blank independent given the word, this would be, but for a constant, the
    log probability of the word given both sides. Every probability is over the whole vocabulary.

    A word of several tokens: forward, its tokens one after the other, each given those before it; backward, from its
    last token to its first. Its own probability is taken from the same model, so that what makes a word improbable
    everywhere is in all three terms and cancels: the first token's share of the training text, then each following
    token's probability when only the sentence marker and the word's earlier tokens were read; the mean of both
    directions, because the forward and the backward product are two estimates of the one probability.
    Scores are not divided by the number of tokens: that ranked the words of held-out blanks no better
    (``benchmarks.blank_rank --fit``).

    A token outside the vocabulary: its output vector comes from its characters (:class:`Softmax`), its probability
    in the text from a count of :data:`~quizgen.elmo.softmax_file.UNSEEN_COUNT`. A token of more than 48 UTF-8 bytes
    counts as its pieces, as in training.

    The same blank and candidates give the same bits, whatever was scored before; among other candidates, a word's
    score differs by less than 1e-4 (not at all on the processors tried). Safe to share between threads. Raises
    :class:`~quizgen.errors.ModelError` when encoder and softmax don't belong together.
    """

    def __init__(self, encoder: ElmoEncoder, softmax: Softmax) -> None:
        softmax.require_encoder(encoder.identity)
        self._encoder = encoder
        self._softmax = softmax
        # (dim, words), laid out so: a product with few contexts would otherwise spend its time on turning it.
        self._output = torch.from_numpy(np.ascontiguousarray(softmax.output_vectors().T))
        self._bias = torch.from_numpy(softmax.bias.astype(np.float32))
        maps = torch.from_numpy(softmax.to_softmax.astype(np.float32))
        self._to_softmax = [(maps[direction, -1], maps[direction, :-1]) for direction in range(DIRECTIONS)]
        self._fresh = self._edges([], [])
        self._following_alone: OrderedDict[Word, float] = OrderedDict()
        self._lock = threading.Lock()

    def scores(self, left: Sequence[str], right: Sequence[str], candidates: Sequence[Sequence[str]]) -> Array:
        """Return the score of each candidate, float32 (candidates,), in nats.

        ``left``, ``right``: the tokens of the window before and after the blank, without the outer markers; those
        between two sentences of the window are tokens like others. ``candidates``: the tokens of each, at least one.
        Raises :class:`ArgumentError`.
        """
        before = _pieces("left", left)
        after = _pieces("right", right)
        words = _words(candidates)
        distinct = list(dict.fromkeys(words))
        targets = self._targets(distinct)
        edges = self._edges(before, after)

        def read(direction: int) -> dict[Word, float]:
            first = self._first(direction, edges[direction], distinct, targets)
            following = self._following(direction, edges[direction], distinct, targets, _filled_blocks)
            return {word: first[word] + following[word] for word in distinct}

        forward, backward = self._encoder.for_each_direction(read)
        alone = self._alone(distinct, targets)
        return np.array([forward[word] + backward[word] - alone[word] for word in words], dtype=np.float32)

    def log_probabilities(self, words: Sequence[Sequence[str]]) -> Array:
        """Return log p of each word, given by its tokens, without any context: float32 (words,), nats.

        Raises :class:`ArgumentError`.
        """
        given = _words(words)
        distinct = list(dict.fromkeys(given))
        alone = self._alone(distinct, self._targets(distinct))
        return np.array([alone[word] for word in given], dtype=np.float32)

    def _alone(self, words: Sequence[Word], targets: _Targets) -> dict[Word, float]:
        with self._lock:
            known = {word: self._following_alone[word] for word in words if word in self._following_alone}
        new = [word for word in words if word not in known]
        forward, backward = self._encoder.for_each_direction(
            lambda direction: self._following(direction, self._fresh[direction], new, targets, _placed_blocks)
        )
        known.update({word: (forward[word] + backward[word]) / DIRECTIONS for word in new})
        with self._lock:
            self._following_alone.update({word: known[word] for word in new if len(word) > 1})
            while len(self._following_alone) > _REMEMBERED_WORDS:
                self._following_alone.popitem(last=False)
        frequency = self._softmax.log_frequency
        return {word: (frequency(word[0]) + frequency(word[-1])) / DIRECTIONS + known[word] for word in words}

    def _edges(self, before: Sequence[str], after: Sequence[str]) -> tuple[_Edge, _Edge]:
        """Read up to the blank from both sides."""
        sides = (before, after[::-1])

        def read(direction: int) -> _Edge:
            outputs, state = self._encoder.read_on(direction, [[_MARKERS[direction], *sides[direction]]])
            return _Edge(state, self._contexts(direction, outputs[-1]))

        return self._encoder.for_each_direction(read)

    def _first(self, direction: int, edge: _Edge, words: Sequence[Word], targets: _Targets) -> dict[Word, float]:
        """Return the log probability of each word's first token in this direction's order."""
        tokens = [word[-1 if direction else 0] for word in words]
        logits = targets.logits(edge.contexts.vectors, tokens)
        return dict(zip(words, (logits - edge.contexts.normalisers).tolist(), strict=True))

    def _following(
        self,
        direction: int,
        edge: _Edge,
        words: Sequence[Word],
        targets: _Targets,
        arranged: Callable[[Sequence[Word]], list[Block]],
    ) -> dict[Word, float]:
        """Return the log probability of each word's other tokens, in this direction's order, after its first.

        Words that begin with the same tokens share what is computed for these.
        """
        found = dict.fromkeys(words, 0.0)
        reading = [(word, word[:: -1 if direction else 1]) for word in words if len(word) > 1]
        states = edge.state
        places: dict[Word, int] = {(): 0}
        depth = 1
        while reading:
            prefixes = list(dict.fromkeys(tokens[:depth] for _, tokens in reading))
            states, contexts, places = self._read_prefixes(direction, arranged(prefixes), states, places)
            rows = [places[tokens[:depth]] for _, tokens in reading]
            logits = targets.logits(contexts.vectors[rows], [tokens[depth] for _, tokens in reading])
            for (word, _), value in zip(reading, (logits - contexts.normalisers[rows]).tolist(), strict=True):
                found[word] += value
            depth += 1
            reading = [(word, tokens) for word, tokens in reading if len(tokens) > depth]
        return found

    def _read_prefixes(
        self, direction: int, blocks: Sequence[Block], states: DirectionState, places: Mapping[Word, int]
    ) -> tuple[DirectionState, _Contexts, dict[Word, int]]:
        """Read the last token of each prefix on from the state of what is before it, which has its row in ``places``.

        Returns the states, the contexts, and the row of each prefix in both.
        """
        parts = []
        rows: Block = []
        for block in blocks:
            tokens = [[prefix[-1] if prefix else _MARKERS[direction]] for prefix in block]
            before = [places[prefix[:-1]] if prefix else 0 for prefix in block]
            outputs, after = self._encoder.read_on(direction, tokens, states.rows(before))
            parts.append((after, self._contexts(direction, outputs[-1])))
            rows += block
        contexts = _Contexts(
            torch.cat([part.vectors for _, part in parts]), torch.cat([part.normalisers for _, part in parts])
        )
        found = {prefix: row for row, prefix in enumerate(rows) if prefix}
        return DirectionState.joined([after for after, _ in parts]), contexts, found

    def _contexts(self, direction: int, outputs: Array) -> _Contexts:
        """Take a direction's topmost outputs, (n, projection_dim), to the output vectors' space."""
        bias, weight = self._to_softmax[direction]
        vectors = torch.from_numpy(outputs) @ weight + bias
        return _Contexts(vectors, torch.addmm(self._bias, vectors, self._output).logsumexp(dim=-1))

    def _targets(self, words: Iterable[Word]) -> _Targets:
        """Gather the output vectors and biases of all tokens of the words."""
        tokens = list(dict.fromkeys([*_MARKERS, *(token for word in words for token in word)]))
        vectors = np.empty((len(tokens), self._softmax.dim), dtype=np.float32)
        bias = np.empty(len(tokens), dtype=np.float32)
        unseen = []
        for number, token in enumerate(tokens):
            row = self._softmax.row(token)
            if row is None:
                unseen.append(number)
            else:
                vectors[number], bias[number] = self._output[:, row].numpy(), self._bias[row]
        if unseen:
            layer0 = self._encoder.token_vectors([tokens[number] for number in unseen])
            for number, vector in zip(unseen, layer0, strict=True):
                vectors[number], bias[number] = self._softmax.unseen_output(vector)
        place = {token: number for number, token in enumerate(tokens)}
        return _Targets(place, torch.from_numpy(vectors), torch.from_numpy(bias))


@dataclass(frozen=True, slots=True)
class _Contexts:
    """What predicts the next token: ``vectors`` (n, dim), and log Σ exp of all words' logits, ``normalisers`` (n,)."""

    vectors: Tensor
    normalisers: Tensor


@dataclass(frozen=True, slots=True)
class _Edge:
    """One side of a blank: the direction's states there and its context, one row each."""

    state: DirectionState
    contexts: _Contexts


@dataclass(frozen=True, slots=True)
class _Targets:
    """Output vectors (tokens, dim) and biases (tokens,) of the tokens that stand in ``place``."""

    place: Mapping[str, int]
    vectors: Tensor
    bias: Tensor

    def logits(self, contexts: Tensor, tokens: Sequence[str]) -> Tensor:
        """Return each token's logit, float64 (n,), in its context, (n, dim), or in the only one, (1, dim)."""
        rows = torch.tensor([self.place[token] for token in tokens], dtype=torch.int64)
        # Not a matrix product, which rounds by its shape: a token's logit must not depend on the others.
        return (contexts.double() * self.vectors[rows]).sum(dim=-1) + self.bias[rows]


def _filled_blocks(prefixes: Sequence[Word]) -> list[Block]:
    """Cut prefixes into blocks, the last filled up with idle rows to a multiple of :data:`_ROWS`."""
    blocks = [list(prefixes[start : start + _MOST_ROWS]) for start in range(0, len(prefixes), _MOST_ROWS)]
    return [[*block, *[None] * (-len(block) % _ROWS)] for block in blocks]


def _placed_blocks(prefixes: Sequence[Word]) -> list[Block]:
    """Put prefixes into blocks of :data:`_ROWS` rows, each in a row that follows from itself.

    Matrix products and vectorised functions may round by their shape and by the place in it; so placed, a prefix gives
    the same bits whatever is read with it, and may be remembered.
    """
    blocks: list[Block] = []
    taken: Counter[int] = Counter()
    for prefix in prefixes:
        row = zlib.crc32("\n".join(prefix).encode("utf-8", "ignore")) % _ROWS
        if taken[row] == len(blocks):
            blocks.append([None] * _ROWS)
        blocks[taken[row]][row] = prefix
        taken[row] += 1
    return blocks


def _pieces(name: str, tokens: Sequence[str]) -> list[str]:
    return [piece for token in checked_tokens(name, tokens) for piece in split_long_token(token)]


def _words(candidates: Sequence[Sequence[str]]) -> list[Word]:
    if isinstance(candidates, str) or not isinstance(candidates, Iterable):
        raise ArgumentError(f"candidates: expected a list of token lists, got {type(candidates).__name__}")
    words = [tuple(_pieces(f"candidates[{number}]", tokens)) for number, tokens in enumerate(candidates)]
    for number, word in enumerate(words):
        if not word:
            raise ArgumentError(f"candidates[{number}]: expected at least one token, got none; leave it out")
    return words
