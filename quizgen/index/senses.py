"""The table of senses: one row an index entry, in the order in which the graph numbers them."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quizgen.errors import IndexVersionError
from quizgen.results import Exemplar

VECTORS, SENSES = "vectors.npy", "senses.jsonl.gz"
# Codes are unit-length blocks times this; 8 bits keep a cosine to about 0.005.
SCALE = 127.0


@dataclass(frozen=True, slots=True)
class Sense:
    """One sense of one word. ``number``: 0 for the most frequent; ``contexts``: how many it was made from;
    ``channels``: those that were seen rather than estimated; ``exemplar``: where it was seen, None if nowhere."""

    entry_id: str
    number: int
    contexts: int
    channels: tuple[str, ...]
    exemplar: Exemplar | None

    @property
    def sense_id(self) -> str:
        """The sense's identifier, by which ties are broken."""
        return f"{self.entry_id}#{self.number}"

    def to_json(self) -> list[Any]:
        """Return the compact row that the file holds."""
        seen = self.exemplar
        place = [seen.source, seen.title, seen.date, seen.sentence] if seen else None
        return [self.entry_id, self.number, self.contexts, list(self.channels), place]

    @classmethod
    def from_json(cls, row: Sequence[Any]) -> Sense:
        """Read a row that :meth:`to_json` made."""
        entry_id, number, contexts, channels, place = row
        return cls(entry_id, number, contexts, tuple(channels), Exemplar(*place) if place else None)


@dataclass(frozen=True, slots=True)
class SenseTable:
    """Senses with their vectors: int8 (senses, dimensions), each channel's block a unit vector times SCALE."""

    senses: tuple[Sense, ...]
    codes: NDArray[np.int8]

    def __len__(self) -> int:
        return len(self.senses)

    @property
    def identity(self) -> str:
        """SHA-256 over senses and vectors, in hexadecimal: the same whatever NMSLIB makes of them."""
        digest = hashlib.sha256(np.ascontiguousarray(self.codes).tobytes())
        digest.update(_lines(self.senses))
        return digest.hexdigest()

    def vectors(self, rows: NDArray[np.int64] | slice = slice(None)) -> NDArray[np.float32]:
        """Return the rows as float32."""
        values: NDArray[np.float32] = self.codes[rows].astype(np.float32) / np.float32(SCALE)
        return values

    def save(self, folder: Path) -> None:
        """Write both files into a folder that is not yet published."""
        np.save(folder / VECTORS, self.codes)
        with (folder / SENSES).open("wb") as raw, gzip.GzipFile(filename="", mode="wb", fileobj=raw, mtime=0) as stream:
            stream.write(_lines(self.senses))

    @classmethod
    def load(cls, folder: Path) -> SenseTable:
        """Read both files. Raises :class:`IndexVersionError` when they are missing, damaged or out of step."""
        try:
            codes = np.load(folder / VECTORS, allow_pickle=False)
            with gzip.open(folder / SENSES, "rt", encoding="utf-8") as stream:
                senses = tuple(Sense.from_json(json.loads(line)) for line in stream)
        except Exception as error:  # numpy, gzip, zlib and json each have errors of their own for a damaged file
            raise IndexVersionError(
                f"index {folder}: its senses cannot be read ({error}); roll back or rebuild"
            ) from error
        if codes.dtype != np.int8 or codes.ndim != 2 or len(codes) != len(senses):
            raise IndexVersionError(
                f"index {folder}: {len(senses)} senses but vectors of shape {codes.shape} and type {codes.dtype}; "
                "roll back or rebuild"
            )
        return cls(senses, codes)


def encode_rows(vectors: NDArray[np.float32]) -> NDArray[np.int8]:
    """Round vectors made of unit-length blocks to the table's codes."""
    codes: NDArray[np.int8] = np.rint(vectors * SCALE).clip(-127, 127).astype(np.int8)
    return codes


def _lines(senses: Sequence[Sense]) -> bytes:
    rows = [json.dumps(sense.to_json(), ensure_ascii=False, separators=(",", ":")) for sense in senses]
    return "".join(f"{row}\n" for row in rows).encode("utf-8")
