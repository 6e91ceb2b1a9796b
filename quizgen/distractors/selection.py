"""Drawing the distractors of a quiz: near enough to tempt, far enough apart to differ, not the same every day."""

from __future__ import annotations

import hashlib
import math
import random
from collections.abc import Sequence
from dataclasses import dataclass

from quizgen.lexicon import Lexicon, surface_key
from quizgen.options import QuizOptions
from quizgen.results import Candidate
from quizgen.style.organizations import without_legal_form


@dataclass(frozen=True, slots=True)
class Band:
    """The scores a difficulty draws from: from ``top`` below the best candidate's down to ``bottom`` below it, of
    these the best ``most``."""

    top: float
    bottom: float
    most: int


# Words of one class score much alike, whether they go with the article or not: what ranks low among many is left.
BANDS = {"hard": Band(0.0, 0.04, 8), "normal": Band(0.0, 0.08, 12), "easy": Band(0.06, 0.2, 40)}
# Below this score (0 to 1) a candidate is not good enough, whatever else there is.
FLOOR = 0.4
# A band holding fewer than this many times the distractors asked for is widened downwards.
_ROOM = 2.0
# How sharply the draw prefers the better of the band.
_TEMPERATURE = 0.02
_HISTORY_WEIGHT = 0.1


def draw(
    candidates: Sequence[Candidate], n: int, options: QuizOptions, lexicon: Lexicon, *, salt: str
) -> list[Candidate]:
    """Return up to ``n`` candidates that differ from each other, best first; fewer when no more are good enough.

    ``candidates``: ranked, best first. ``salt``: what the draw belongs to (article and key), so that two keys of one
    seed do not draw alike.
    """
    good = [candidate for candidate in candidates if candidate.score >= FLOOR]
    pool = _band(good, n, options.difficulty)
    generator = random.Random(_seed(options.seed, salt))
    history = {surface_key(without_legal_form(word)) for word in options.history}
    chosen: list[Candidate] = []
    in_pool = set(map(id, pool))
    for part in (pool, [candidate for candidate in good if id(candidate) not in in_pool]):
        waiting = list(part) if len(chosen) < n else []
        shares = [
            _HISTORY_WEIGHT if history and surface_key(without_legal_form(item.surface)) in history else 1.0
            for item in waiting
        ]
        while waiting and len(chosen) < n:
            best = waiting[0].score
            weights = [
                math.exp((item.score - best) / _TEMPERATURE) * share
                for item, share in zip(waiting, shares, strict=True)
            ]
            number = generator.choices(range(len(waiting)), weights)[0]
            candidate = waiting.pop(number)
            del shares[number]
            if all(differs(candidate.surface, other.surface, lexicon) for other in chosen):
                chosen.append(candidate)
    return sorted(chosen, key=lambda candidate: (-candidate.score, candidate.entry_id))


def differs(one: str, other: str, lexicon: Lexicon) -> bool:
    """Whether two words may stand side by side as choices: neither names the other nor is written within it."""
    mine, theirs = surface_key(one), surface_key(other)
    if mine in theirs or theirs in mine:
        return False
    return not lexicon.same_thing(one) & lexicon.same_thing(other)


def shuffled(choices: Sequence[str], seed: int, salt: str) -> list[str]:
    """Return choices in the order that a seed gives them."""
    order = sorted(choices)
    random.Random(_seed(seed, f"order\n{salt}")).shuffle(order)
    return order


def _band(candidates: Sequence[Candidate], n: int, difficulty: str) -> list[Candidate]:
    if not candidates:
        return []
    band, best = BANDS[difficulty], candidates[0].score
    inside = [item for item in candidates if best - band.bottom <= item.score <= best - band.top][: band.most]
    wanted = math.ceil(_ROOM * n)
    if len(inside) < wanted:
        below = [item for item in candidates if item.score < best - band.bottom]  # there are no more inside
        inside += below[: wanted - len(inside)]
    return inside or list(candidates)


def _seed(seed: int, salt: str) -> int:
    return int.from_bytes(hashlib.sha256(f"{seed}\n{salt}".encode()).digest()[:8], "big")
