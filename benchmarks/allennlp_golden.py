"""Make and check the golden set of tests/elmo/golden with the real AllenNLP 2.10.1.

AllenNLP is archived and needs a Python that quizgen does not support, so it lives in an environment of its own:

    python3.10 -m venv allennlp-env
    allennlp-env/bin/pip install "numpy<1.24" "torch==1.12.1" "torchvision==0.13.1" allennlp==2.10.1

Three commands; the first two run with that environment's Python, the third with quizgen's:

    python benchmarks/allennlp_golden.py make tests/elmo/golden
    python benchmarks/allennlp_golden.py check OPTIONS WEIGHTS VECTORS
    python -m benchmarks.allennlp_golden vectors OPTIONS WEIGHTS VECTORS

`make` writes two small random models, one without and one with clips in effect, and what AllenNLP gives for SENTENCES
(every sentence from fresh states) and for BATCHES (states carried from batch to batch). `vectors` stores what
quizgen gives for SENTENCES; `check` prints the largest difference between that and what AllenNLP gives.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import h5py
import numpy as np

SENTENCES: list[list[str]] = [
    ["港", "の", "倉庫", "で", "古い", "船", "の", "模型", "が", "見つかっ", "た", "。"],
    ["町", "の", "図書館", "は", "8", "月", "から", "夜", "9", "時", "まで", "開く", "。"],
    ["新人", "の", "投手", "が", "9", "回", "を", "投げ", "切り", "、", "3", "対", "0", "で", "勝っ", "た", "。"],
    ["The", "festival", "opens", "at", "10", "a.m.", "on", "Nov.", "3", ",", "rain", "or", "shine", "."],
    ["駅"],
    ["ﾊﾝｶｸ", "と", "全角", "ＡＢＣ", "と", "😀", "👩\u200d👩\u200d👧", "が", "並ぶ"],
    ["か\u3099", "き\u3099", "は", "結合", "文字"],
    ["空", "", "の", "語", " "],
    ["漢" * 16, "a" * 48, "é" * 24, "😀" * 12],
    ["<S>", "境", "</S>"],
    [],
]
# Rows come and go between batches, so that states are kept, added and left aside.
BATCHES: list[list[list[str]]] = [
    [SENTENCES[0], SENTENCES[3]],
    [SENTENCES[1], SENTENCES[4], SENTENCES[2]],
    [SENTENCES[3]],
    [SENTENCES[5], SENTENCES[10], SENTENCES[0]],
    [SENTENCES[2], SENTENCES[1], SENTENCES[9]],
]
MODELS: dict[str, dict[str, Any]] = {
    "plain": {
        "lstm": {
            "use_skip_connections": True,
            "projection_dim": 8,
            "dim": 16,
            "n_layers": 2,
            "cell_clip": 1e6,
            "proj_clip": 1e6,
        },
        "char_cnn": {
            "activation": "relu",
            "filters": [[1, 4], [3, 8]],
            "n_highway": 1,
            "embedding": {"dim": 4},
            "n_characters": 262,
            "max_characters_per_token": 50,
        },
    },
    "clipped": {
        "lstm": {
            "use_skip_connections": True,
            "projection_dim": 6,
            "dim": 12,
            "n_layers": 3,
            "cell_clip": 0.5,
            "proj_clip": 0.3,
        },
        "char_cnn": {
            "activation": "tanh",
            "filters": [[2, 5], [7, 6]],
            "n_highway": 2,
            "embedding": {"dim": 3},
            "n_characters": 262,
            "max_characters_per_token": 50,
        },
    },
}


def write_random_weights(path: Path, options: dict[str, Any], seed: int) -> None:
    """Write seeded random weights with h5py alone, so that the set does not depend on quizgen's own writer."""
    draw = np.random.default_rng(seed)
    lstm, cnn = options["lstm"], options["char_cnn"]
    total = sum(number for _, number in cnn["filters"])
    with h5py.File(path, "w", libver="latest") as file:

        def put(name: str, *shape: int) -> None:
            file[name] = draw.normal(0.0, 0.5, shape).astype(np.float32)

        put("char_embed", 261, cnn["embedding"]["dim"])
        for k, (width, number) in enumerate(cnn["filters"]):
            put(f"CNN/W_cnn_{k}", 1, width, cnn["embedding"]["dim"], number)
            put(f"CNN/b_cnn_{k}", number)
        for k in range(cnn["n_highway"]):
            for part in ("carry", "transform"):
                put(f"CNN_high_{k}/W_{part}", total, total)
                put(f"CNN_high_{k}/b_{part}", total)
        put("CNN_proj/W_proj", total, lstm["projection_dim"])
        put("CNN_proj/b_proj", lstm["projection_dim"])
        for direction in range(2):
            for layer in range(lstm["n_layers"]):
                group = f"RNN_{direction}/RNN/MultiRNNCell/Cell{layer}/LSTMCell"
                put(f"{group}/W_0", 2 * lstm["projection_dim"], 4 * lstm["dim"])
                put(f"{group}/B", 4 * lstm["dim"])
                put(f"{group}/W_P_0", lstm["dim"], lstm["projection_dim"])


class Reference:
    """AllenNLP's ELMo over batches of tokens."""

    def __init__(self, options: Path, weights: Path) -> None:
        from allennlp.modules.elmo import _ElmoBiLm  # type: ignore[import-not-found]

        self._model = _ElmoBiLm(str(options), str(weights)).eval()

    def forget(self) -> None:
        """Start from zero states again."""
        self._model._elmo_lstm.reset_states()

    def encode(self, sentences: list[list[str]]) -> list[np.ndarray]:
        """Encode one batch, states carried over from the last; arrays (layers, tokens + 2, width)."""
        import torch
        from allennlp.modules.elmo import batch_to_ids

        # AllenNLP cannot index a batch of nothing but empty sentences.
        ids = batch_to_ids(sentences) if any(sentences) else torch.zeros(len(sentences), 1, 50, dtype=torch.long)
        with torch.no_grad():
            activations = torch.stack(self._model(ids)["activations"]).numpy()
        return [activations[:, row, : len(tokens) + 2] for row, tokens in enumerate(sentences)]


def make(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    inputs = {"sentences": SENTENCES, "batches": BATCHES}
    (folder / "inputs.json").write_text(json.dumps(inputs, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    for seed, (name, options) in enumerate(MODELS.items()):
        model = folder / name
        model.mkdir(exist_ok=True)
        (model / "options.json").write_text(json.dumps(options, indent=1) + "\n", encoding="utf-8")
        write_random_weights(model / "weights.hdf5", options, seed)
        reference = Reference(model / "options.json", model / "weights.hdf5")
        alone = []
        for sentence in SENTENCES:
            reference.forget()
            alone += reference.encode([sentence])
        reference.forget()
        carried = [array for batch in BATCHES for array in reference.encode(batch)]
        with h5py.File(model / "vectors.hdf5", "w") as file:
            # (layers, tokens and boundaries of one sentence after the other, width)
            file["sentences"] = np.concatenate(alone, axis=1)
            file["batches"] = np.concatenate(carried, axis=1)


def vectors(options: Path, weights: Path, output: Path) -> None:
    from quizgen.elmo import ElmoEncoder

    encoder = ElmoEncoder.load(options, weights)
    with h5py.File(output, "w") as file:
        for k, array in enumerate(encoder.encode(SENTENCES, keep_boundaries=True)):
            file[str(k)] = array


def check(options: Path, weights: Path, ours: Path) -> None:
    reference = Reference(options, weights)
    largest = 0.0
    with h5py.File(ours, "r") as file:
        for k, sentence in enumerate(SENTENCES):
            reference.forget()
            expected = reference.encode([sentence])[0]
            if file[str(k)].shape != expected.shape:
                raise SystemExit(f"sentence {k}: shape {file[str(k)].shape}, AllenNLP gives {expected.shape}")
            largest = max(largest, float(np.abs(file[str(k)][...] - expected).max()))
    print(f"largest difference to AllenNLP over {len(SENTENCES)} sentences: {largest:.2e}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("make").add_argument("folder", type=Path)
    for name in ("check", "vectors"):
        command = commands.add_parser(name)
        for argument in ("options", "weights", "vectors"):
            command.add_argument(argument, type=Path)
    arguments = parser.parse_args()
    if arguments.command == "make":
        make(arguments.folder)
    elif arguments.command == "check":
        check(arguments.options, arguments.weights, arguments.vectors)
    else:
        vectors(arguments.options, arguments.weights, arguments.vectors)


if __name__ == "__main__":
    main()
