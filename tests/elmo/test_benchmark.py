from __future__ import annotations

import sys
from pathlib import Path

import pytest

from benchmarks import encoder


def test_sentences_have_25_to_40_tokens_and_are_the_same_every_time() -> None:
    sentences = encoder.sentences(50)
    assert len(sentences) == 50
    assert all(25 <= len(tokens) <= 40 for tokens in sentences)
    assert sentences == encoder.sentences(50)


def test_the_benchmark_prints_a_line_for_each_batch_size(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    model = Path(__file__).parent / "golden" / "plain"
    monkeypatch.setattr(sys, "argv", ["encoder", "--encoder", str(model), "--seconds", "0.01", "--threads", "2"])
    encoder.main()
    printed = capsys.readouterr().out
    for batch in encoder.BATCHES:
        assert f"batch {batch:5d}" in printed
