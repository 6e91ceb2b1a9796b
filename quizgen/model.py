"""What a process needs to read articles: encoder, word vectors, tokenizer and input form, with their identities."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from quizgen.data import data_path
from quizgen.elmo import ElmoEncoder
from quizgen.input_form import InputForm
from quizgen.lexicon import Lexicon
from quizgen.lexicon.default import default_lexicon
from quizgen.reading import Reader
from quizgen.text import Tokenizer, default_tokenizer
from quizgen.text.normalise import NORMALISER
from quizgen.topics.model import TopicModel
from quizgen.vectors import WordVectors

# Results are the same bits only for one number of threads, so it is ours to set, not the machine's.
THREADS = 2


@dataclass(frozen=True)
class Model:
    """The parts that read articles. ``lexicon`` is the default one, before what editors added."""

    encoder: ElmoEncoder
    vectors: WordVectors
    tokenizer: Tokenizer
    form: InputForm
    lexicon: Lexicon

    @cached_property
    def reader(self) -> Reader:
        """The reader of articles."""
        return Reader(self.tokenizer, self.encoder, self.form)

    @cached_property
    def topics(self) -> TopicModel:
        """What articles are about, as vectors; loaded when first asked for."""
        return TopicModel.load(vectors=self.vectors)

    @cached_property
    def identities(self) -> dict[str, str]:
        """What an index must have been built with to be used with this model."""
        return {
            "encoder": self.encoder.identity,
            "input_form": self.form.identity,
            "dictionary": f"{self.tokenizer.identity}; {NORMALISER}",
            "vectors": self.vectors.identity,
        }


@cache
def load_model(
    encoder: Path | None = None,
    vectors: Path | None = None,
    *,
    tokenizer: Tokenizer | None = None,
    threads: int = THREADS,
) -> Model:
    """Load a model, the embedded one by default; a process loads each only once.

    ``encoder`` is a folder with options.json and weights.hdf5.

    Raises :class:`quizgen.errors.ModelError` for files that are missing, corrupt or do not match.
    """
    folder = encoder if encoder is not None else data_path("encoder")
    return Model(
        encoder=ElmoEncoder.load(folder / "options.json", folder / "weights.hdf5", threads=threads),
        vectors=WordVectors.load(vectors if vectors is not None else data_path("vectors.npz")),
        tokenizer=tokenizer if tokenizer is not None else default_tokenizer(),
        form=InputForm(),
        lexicon=default_lexicon(),
    )
