"""The notebooks run from top to bottom, on few data, and hold what they assert; what is stored in them is small."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import ROOT

pytest.importorskip("ipykernel", reason="the notebooks need quizgen[notebooks]")
nbclient = pytest.importorskip("nbclient", reason="the notebooks need quizgen[notebooks]")
nbformat = pytest.importorskip("nbformat", reason="the notebooks need quizgen[notebooks]")
pytest.importorskip("matplotlib", reason="the notebooks need quizgen[notebooks]")

FOLDER = ROOT / "notebooks"
NOTEBOOKS = sorted(path.stem for path in FOLDER.glob("*.ipynb"))
MOST_BYTES = 300_000
# A loaded machine may take many times as long as a quiet one.
TIMEOUT = 900


def test_there_is_a_notebook_for_each_question() -> None:
    assert NOTEBOOKS == ["grouping_senses", "index_sweep", "layers_and_channels", "why_context_matters"]


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_notebook_runs_and_what_it_asserts_holds(
    name: str, filled_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUIZGEN_HOME", str(filled_home))
    monkeypatch.setenv("QUIZGEN_SMALL", "1")
    monkeypatch.delenv("QUIZGEN_SWEEP", raising=False)
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path))
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(tmp_path))
    notebook = nbformat.read(FOLDER / f"{name}.ipynb", as_version=4)
    nbclient.NotebookClient(
        notebook, timeout=TIMEOUT, kernel_name="python3", resources={"metadata": {"path": str(FOLDER)}}
    ).execute()
    last = next(cell for cell in reversed(notebook.cells) if cell.cell_type == "code")
    assert "assert " in last.source, "a notebook ends with what must hold"
    pictures = [
        output for cell in notebook.cells for output in cell.get("outputs", ()) if "image/png" in output.get("data", {})
    ]
    assert pictures, "and shows what it measured"


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_notebook_is_small_valid_and_names_no_machine(name: str) -> None:
    path = FOLDER / f"{name}.ipynb"
    assert path.stat().st_size < MOST_BYTES
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    texts = [json.dumps(cell.get("source", "")) for cell in notebook.cells]
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            assert output.output_type != "error"
            shown = {kind: data for kind, data in output.get("data", {}).items() if not kind.startswith("image/")}
            texts += [output.get("text", ""), json.dumps(shown)]
    everything = "\n".join(texts)
    for root in ("/home/", "/root/", "/tmp/", "/Users/", "C:\\", str(ROOT)):
        assert root not in everything
    assert set(notebook.metadata) <= {"kernelspec", "language_info"}
