"""Training a language model on an archive: from the articles to the files that are shipped, in one folder."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from quizgen.archive.corpus import BadLine
from quizgen.archive.token_corpus import token_corpus
from quizgen.elmo import ElmoEncoder
from quizgen.elmo.training.export import allennlp_weights
from quizgen.elmo.training.settings import LmSettings
from quizgen.elmo.training.softmax_export import UnseenFit, make_softmax
from quizgen.elmo.training.starting import set_output
from quizgen.elmo.training.tokens import TokenCorpus
from quizgen.elmo.training.trainer import CHECKPOINT, Progress, Trainer
from quizgen.elmo.weights import write_weights
from quizgen.errors import ArgumentError, ModelError
from quizgen.files import replace_text
from quizgen.input_form import InputForm
from quizgen.text import default_tokenizer
from quizgen.text.normalise import NORMALISER
from quizgen.vectors import WordVectors

OPTIONS, WEIGHTS, SOFTMAX, RECIPE = "options.json", "weights.hdf5", "softmax.npz", "recipe.json"
ProgressReport = Callable[[str, int, int | None, str], None]


@dataclass(frozen=True, slots=True)
class TrainingPlan:
    """What ``quizgen train lm`` was asked for.

    ``settings``: those that are not the default. ``vectors``: word vectors to begin from. ``resume``: go on from the
    folder's checkpoint. ``earlier``: a checkpoint to continue as a new segment.
    """

    corpora: Sequence[Path]
    output: Path
    settings: Mapping[str, Any]
    vectors: Path | None = None
    resume: bool = False
    earlier: Path | None = None
    device: str = "cpu"
    threads: int = 2


@dataclass(frozen=True, slots=True)
class TrainingReport:
    """Tokens seen and hours over all segments; held-out perplexity forward and backward."""

    tokens: int
    hours: float
    perplexity: tuple[float, float]


def train_language_model(
    plan: TrainingPlan,
    *,
    progress: ProgressReport = lambda step, done, total, note: None,
    on_bad: Callable[[BadLine], None] = lambda _: None,
) -> TrainingReport:
    """Train to the plan's end and write options, weights, softmax, recipe and log into its folder.

    ``progress`` gets the step's name, how much of it is done, of how much where known, and what is worth showing.
    Raises :class:`~quizgen.errors.QuizgenError` with what to do; the last checkpoint then is as it was.
    """
    if plan.resume and plan.earlier:
        raise ArgumentError("--resume and --continue: a run either goes on or begins a new segment; give one of them")
    device = _device(plan.device)
    settings = LmSettings.from_dict(plan.settings)
    try:
        plan.output.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ModelError(f"{plan.output}: cannot be made: {error.strerror}; name a folder you may write") from error
    if not plan.resume and plan.earlier is None and (plan.output / CHECKPOINT).exists():
        raise ModelError(
            f"{plan.output / CHECKPOINT}: a run stands here already; go on with --resume, or name another folder"
        )
    corpus = _corpus(plan, settings, progress, on_bad)

    def show(state: Progress) -> None:
        row = state.row
        note = (
            f"loss {row.forward:.3f} {row.backward:.3f}, {row.tokens_per_second:,.0f} tokens/s, "
            f"{state.seconds_left / 60:.0f} min left"
        )
        if row.perplexity_forward is not None:
            note += f", held-out perplexity {row.perplexity_forward:.1f} {row.perplexity_backward:.1f}"
        progress("training", row.update, state.updates, note)

    trainer = Trainer(settings, corpus, plan.output, device=device, threads=plan.threads, on_progress=show)
    if plan.resume:
        trainer.resume()
    elif plan.earlier is not None:
        trainer.continue_from(plan.earlier)
    elif plan.vectors is not None:
        vectors = WordVectors.load(plan.vectors)
        set_output(trainer.model, trainer.corpus.words[: len(trainer.model.output)], vectors.words, vectors.matrix())
    trainer.run()
    perplexity = trainer.perplexity()
    settings.options.write(plan.output / OPTIONS)
    write_weights(plan.output / WEIGHTS, allennlp_weights(trainer.model), settings.options, bfloat16=True)
    # The softmax belongs to the weights as they were written, rounded.
    written = ElmoEncoder.load(plan.output / OPTIONS, plan.output / WEIGHTS, threads=plan.threads)
    softmax, unseen = make_softmax(trainer.model, corpus.words, corpus.counts, written)
    softmax.save(plan.output / SOFTMAX)
    recipe = _recipe(plan, trainer, perplexity, unseen)
    replace_text(plan.output / RECIPE, json.dumps(recipe, ensure_ascii=False, indent=1) + "\n")
    return TrainingReport(trainer.tokens, trainer.seconds / 3600, perplexity)


def _corpus(
    plan: TrainingPlan, settings: LmSettings, progress: ProgressReport, on_bad: Callable[[BadLine], None]
) -> TokenCorpus:
    """Read the articles, or what an earlier run of the same files and input form kept of them."""
    form = InputForm(settings.window)
    digest = hashlib.sha256(f"{form.identity} {NORMALISER} {default_tokenizer().identity}".encode())
    for path in plan.corpora:
        digest.update(_sha256(path).encode())
    kept = plan.output / f"corpus-{digest.hexdigest()[:12]}.npz"
    if kept.exists():
        return TokenCorpus.load(kept)
    articles = 0

    def count() -> None:
        nonlocal articles
        articles += 1
        progress("articles", articles, None, "")

    corpus = token_corpus(plan.corpora, form, processes=plan.threads, on_bad=on_bad, on_article=count)
    corpus.save(kept)
    return corpus


def _recipe(plan: TrainingPlan, trainer: Trainer, perplexity: tuple[float, float], unseen: UnseenFit) -> dict[str, Any]:
    """Everything that decides the weights, and what came out."""
    corpus = trainer.corpus
    return {
        "settings": trainer.settings.to_dict(),
        "segments": [segment.to_dict() for segment in trainer.segments],
        "corpus": {
            "files": [{"name": path.name, "sha256": _sha256(path)} for path in plan.corpora],
            "identity": corpus.identity,
            "words": len(corpus.words),
            "training_tokens": len(corpus.training.tokens),
            "held_out_tokens": len(corpus.held_out.tokens),
        },
        "vectors": None if plan.vectors is None else WordVectors.load(plan.vectors).identity,
        "tokens_seen": trainer.tokens,
        "hours": round(trainer.seconds / 3600, 2),
        "held_out_perplexity": {"forward": round(perplexity[0], 2), "backward": round(perplexity[1], 2)},
        "unseen_words": unseen.to_dict(),
        "made_with": {"python": platform.python_version(), "torch": torch.__version__, "threads": plan.threads},
    }


def _device(name: str) -> str:
    try:
        with torch.device(name):
            torch.empty(1)
    except (RuntimeError, AssertionError) as error:
        reason = str(error).split("\n")[0]
        raise ArgumentError(
            f"--device {name}: cannot be used ({reason}); give cpu, or cuda where there is a GPU"
        ) from error
    return name


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
