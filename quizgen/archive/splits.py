"""What is learned from and what is held out, decided by hashes so that every run agrees."""

from __future__ import annotations

import hashlib

HELD_OUT_SHARE = 0.05
_FIT, _FIT_KINDS = 0.5, 0.4


def _fraction(salt: str, identity: str) -> float:
    digest = hashlib.sha256(f"{salt}:{identity}".encode()).digest()
    return int.from_bytes(digest[:8], "big") / 2**64


def is_held_out(article_id: str) -> bool:
    """Whether a corpus article is kept for testing: its contexts are in no index, vector or map."""
    return _fraction("article", article_id) < HELD_OUT_SHARE


def is_fit(curid: str) -> bool:
    """Whether an entity sentence belongs to the fit half; the other half is only ever reported on."""
    return _fraction("entity", curid) < _FIT


def is_fit_for_kinds(curid: str) -> bool:
    """Whether the kind model may be fitted on a sentence: it is of the larger part of the fit half."""
    return _fraction("entity", curid) < _FIT_KINDS


def is_fit_for_ranking(curid: str) -> bool:
    """Whether the ranking's weights may be: it is of the part of the fit half that the kind model has not seen."""
    return is_fit(curid) and not is_fit_for_kinds(curid)
