"""The manifest of a run: everything its output follows from, so that it can be told and made again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

from quizgen.batch.history import History
from quizgen.batch.settings import BatchSettings
from quizgen.errors import ArgumentError, InputError

_MARK, _FORM = "quizgen_batch_run", 1


@dataclass(frozen=True, slots=True)
class InputFile:
    """A file that was read: its path, as it was named, and the SHA-256 of its bytes, "" for what cannot be read twice
    (a pipe)."""

    path: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a run made, of what, and by which rules.

    ``made_with``: the identities of version, model, index, lexicon, story rules and style. ``history``: that of the
    run's days. ``counts``: of articles and quizzes. ``output``: SHA-256 of the output's bytes.
    """

    settings: BatchSettings
    made_with: Mapping[str, str]
    inputs: tuple[InputFile, ...]
    history: History
    counts: Mapping[str, Any]
    output: str

    def to_json(self) -> str:
        """Return the manifest as a JSON text; the same run gives the same."""
        data = {
            _MARK: _FORM,
            "made_with": dict(self.made_with),
            "settings": self.settings.to_dict(),
            "inputs": [asdict(file) for file in self.inputs],
            "output": {"sha256": self.output, **self.counts},
            "history": {"identity": self.history.identity, **self.history.to_dict()},
        }
        return json.dumps(data, ensure_ascii=False, indent=1) + "\n"

    @classmethod
    def load(cls, path: Path) -> Manifest:
        """Read a manifest. Raises :class:`InputError` for a file that is none."""
        try:
            data = json.loads(path.read_text(encoding="utf-8"))
            if data.get(_MARK) != _FORM:
                raise InputError(f"{path}: expected the manifest of a batch (OUT.manifest.json), got another file")
            output = dict(data["output"])
            sha256 = output.pop("sha256")
            return cls(
                BatchSettings.from_dict(data["settings"]),
                data["made_with"],
                tuple(InputFile(**file) for file in data["inputs"]),
                History.from_dict(data["history"]),
                output,
                sha256,
            )
        except OSError as error:
            raise InputError(f"{path}: cannot be read: {error.strerror}; name the manifest of a batch") from error
        except InputError:
            raise
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise InputError(
                f"{path}: unusable ({error}); expected the manifest of a batch (OUT.manifest.json)"
            ) from error

    def require(self, made_with: Mapping[str, str]) -> None:
        """Raise :class:`ArgumentError` where today's identities are not those of the run."""
        for name, value in self.made_with.items():
            if made_with.get(name) != value:
                raise ArgumentError(
                    f"replay: the run was made with {name} {value}, but {made_with.get(name)} is in use; "
                    "bring that back, or run the batch anew"
                )

    def input_paths(self) -> list[Path]:
        """Return the files of the run. Raises :class:`InputError` where one is gone or is another now."""
        paths = []
        for file in self.inputs:
            now = described_inputs([Path(file.path)])[0].sha256
            if not now or now != file.sha256:
                raise InputError(
                    f"{file.path}: expected the file that the run read (SHA-256 {file.sha256[:12] or 'unknown'}…), "
                    f"found {now[:12] or 'none'}; restore it to replay the run"
                )
            paths.append(Path(file.path))
        return paths


def described_inputs(paths: Iterable[Path]) -> tuple[InputFile, ...]:
    """Return each file with the SHA-256 of its bytes."""
    return tuple(InputFile(str(path), file_sha256(path)) for path in paths)


def file_sha256(path: Path) -> str:
    """SHA-256 of a file in hexadecimal, "" for what is no regular file or cannot be read."""
    if not path.is_file():
        return ""
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        return ""


def running_version() -> dict[str, str]:
    """Return the version of quizgen as the first of a run's identities."""
    return {"version": metadata.version("quizgen")}
