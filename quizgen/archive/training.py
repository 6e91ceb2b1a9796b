"""Training a language model on an archive: from the articles to the files that are shipped, in one folder."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch

from quizgen.archive.corpus import BadLine
from quizgen.archive.recipe import Recipe, Stage, file_sha256, make_recipe
from quizgen.archive.token_corpus import token_corpus
from quizgen.elmo import ElmoEncoder
from quizgen.elmo.training.checkpoint import Checkpoint
from quizgen.elmo.training.export import allennlp_weights
from quizgen.elmo.training.memory import keep_freed_memory
from quizgen.elmo.training.precision import fastest_precision
from quizgen.elmo.training.settings import LmSettings
from quizgen.elmo.training.softmax_export import make_softmax
from quizgen.elmo.training.starting import set_output
from quizgen.elmo.training.tokens import TokenCorpus
from quizgen.elmo.training.trainer import CHECKPOINT, Pace, Progress, Trainer
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

    ``settings``: those that are given. The others come from the checkpoint that the run goes on from, else from the
    ``recipe``, else they are the defaults, ``precision`` being measured. ``recipe``: a run to repeat, segment by
    segment; ``settings`` then change its last one. ``vectors``: word vectors to begin from. ``resume``: go on from
    the folder's checkpoint. ``earlier``: a checkpoint to continue as a new segment.
    """

    corpora: Sequence[Path]
    output: Path
    settings: Mapping[str, Any]
    recipe: Recipe | None = None
    vectors: Path | None = None
    resume: bool = False
    earlier: Path | None = None
    device: str = "cpu"
    threads: int = 2
    pace: Pace = field(default_factory=Pace)


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
    keep_freed_memory()
    _check(plan)
    checkpoint = _checkpoint(plan)
    stages = _stages(plan, checkpoint)
    vectors = None if plan.vectors is None else WordVectors.load(plan.vectors)
    began_from = _vectors_identity(plan, checkpoint, vectors)
    corpus = _corpus(plan, stages[0].settings, progress, on_bad)
    if plan.recipe is not None:
        _require_same_run(plan.recipe, corpus, began_from)
    resumed = checkpoint if plan.resume else None
    begun = 0 if resumed is None else min(len(resumed.earlier), len(stages) - 1)
    for stage in stages[begun:]:
        trainer = Trainer(
            stage.settings,
            corpus,
            plan.output,
            device=plan.device,
            threads=plan.threads,
            pace=plan.pace,
            on_progress=lambda state: progress("training", state.row.update, state.updates, _note(state)),
        )
        if resumed is not None:
            trainer.resume(resumed)
            resumed = None
        elif checkpoint is not None:
            trainer.continue_from(checkpoint)
        elif vectors is not None:
            words = corpus.words[: len(trainer.model.output)]
            set_output(trainer.model, words, vectors.words, vectors.matrix())
        trainer.vectors = began_from
        trainer.run(stage.until)
        checkpoint = trainer.checkpoint()
    return _finish(plan, trainer)


def _check(plan: TrainingPlan) -> None:
    """Raise what is wrong with the plan before anything is read or written."""
    if plan.earlier is not None and plan.resume:
        raise ArgumentError("--resume and --continue: a run either goes on or begins a new segment; give one of them")
    if plan.earlier is not None and plan.recipe is not None and len(plan.recipe.stages) > 1:
        raise ArgumentError("--continue: a recipe of several segments begins with its first; leave --continue out")
    _check_device(plan.device)
    try:
        plan.output.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ModelError(f"{plan.output}: cannot be made: {error.strerror}; name a folder you may write") from error
    if plan.resume:
        # The run may have been killed while it wrote one.
        for part in plan.output.glob(".*.pt.*.part"):
            part.unlink(missing_ok=True)
    elif (plan.output / CHECKPOINT).exists():
        raise ModelError(
            f"{plan.output / CHECKPOINT}: a run stands here already; go on with --resume, or name another folder"
        )


def _checkpoint(plan: TrainingPlan) -> Checkpoint | None:
    path = plan.output / CHECKPOINT if plan.resume else plan.earlier
    return None if path is None else Checkpoint.load(path)


def _stages(plan: TrainingPlan, checkpoint: Checkpoint | None) -> tuple[Stage, ...]:
    if plan.recipe is not None:
        *before, last = plan.recipe.stages
        return (*before, Stage(LmSettings.from_dict(plan.settings, last.settings)))
    if checkpoint is not None:
        return (Stage(LmSettings.from_dict(plan.settings, checkpoint.settings)),)
    given = dict(plan.settings)
    if "precision" not in given:
        given["precision"] = fastest_precision(plan.device)
    return (Stage(LmSettings.from_dict(given)),)


def _vectors_identity(plan: TrainingPlan, checkpoint: Checkpoint | None, vectors: WordVectors | None) -> str | None:
    """Return which word vectors the first segment began from; a checkpoint's own word counts."""
    given = None if vectors is None else vectors.identity
    kept = None if checkpoint is None else checkpoint.vectors
    if given is not None and kept is not None and given != kept:
        raise ModelError(
            f"{plan.vectors}: the run began from the word vectors {_short(kept)}, these are {_short(given)}; leave "
            "--vectors out"
        )
    return kept or given


def _require_same_run(recipe: Recipe, corpus: TokenCorpus, vectors: str | None) -> None:
    """Raise unless the recipe can be repeated: its segments' ends are counted in its own corpus's updates."""
    wanted = (("corpus", recipe.corpus, corpus.identity), ("word vectors", recipe.vectors, vectors))
    for name, expected, got in wanted:
        if expected != got:
            raise ModelError(
                f"the recipe's {name}: expected {_short(expected)}, got {_short(got)}; give the files that it names, "
                "in its order, or only its settings as a file of their own"
            )


def _short(identity: str | None) -> str:
    return "none" if identity is None else identity[:16]


def _note(state: Progress) -> str:
    row = state.row
    note = (
        f"loss {row.forward:.3f} {row.backward:.3f}, {row.tokens_per_second:,.0f} tokens/s, "
        f"{state.seconds_left / 60:.0f} min left"
    )
    if row.perplexity_forward is not None:
        note += f", held-out perplexity {row.perplexity_forward:.1f} {row.perplexity_backward:.1f}"
    return note


def _finish(plan: TrainingPlan, trainer: Trainer) -> TrainingReport:
    """Write what is shipped."""
    perplexity = trainer.perplexity()
    options, weights = plan.output / OPTIONS, plan.output / WEIGHTS
    trainer.settings.options.write(options)
    try:
        write_weights(weights, allennlp_weights(trainer.model), trainer.settings.options, bfloat16=True)
    except RuntimeError as error:  # how h5py reports a full disk
        raise ModelError(f"{weights} cannot be written ({error}); is the disk full? make room and --resume") from error
    # The softmax belongs to the weights as they were written, rounded.
    written = ElmoEncoder.load(options, weights, threads=plan.threads)
    softmax, unseen = make_softmax(trainer.model, trainer.corpus.words, trainer.corpus.counts, written)
    softmax.save(plan.output / SOFTMAX)
    recipe = make_recipe(trainer, plan.corpora, perplexity, unseen, plan.threads)
    replace_text(plan.output / RECIPE, json.dumps(recipe, ensure_ascii=False, indent=1) + "\n")
    return TrainingReport(trainer.tokens, trainer.seconds / 3600, perplexity)


def _corpus(
    plan: TrainingPlan, settings: LmSettings, progress: ProgressReport, on_bad: Callable[[BadLine], None]
) -> TokenCorpus:
    """Read the articles, or what an earlier run of the same files and input form kept of them."""
    form = InputForm(settings.window)
    digest = hashlib.sha256(f"{form.identity} {NORMALISER} {default_tokenizer().identity}".encode())
    for path in plan.corpora:
        digest.update(file_sha256(path).encode())
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


def _check_device(name: str) -> None:
    try:
        with torch.device(name):
            torch.empty(1)
    except (RuntimeError, AssertionError) as error:
        reason = str(error).split("\n")[0]
        raise ArgumentError(
            f"--device {name}: cannot be used ({reason}); give cpu, or cuda where there is a GPU"
        ) from error
