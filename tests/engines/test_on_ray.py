from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from quizgen.engines.on_ray import OnRay
from quizgen.errors import ArgumentError, QuizgenError
from tests.batch.fake import batch
from tests.conftest import ROOT
from tests.engines.work import load
from tests.processes import wait_for_end

pytest.importorskip("ray")


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run a program of its own: Ray warns of itself, and keeps much in its process."""
    return subprocess.run(
        [sys.executable, *map(str, arguments)], cwd=ROOT, capture_output=True, text=True, timeout=580, check=False
    )


@pytest.mark.large
@pytest.mark.parametrize("kill", ["worker", "node"])
def test_a_worker_or_a_node_killed_in_the_middle_changes_nothing_in_the_output(
    articles: Path, tmp_path: Path, kill: str
) -> None:
    whole, out = tmp_path / "whole.jsonl", tmp_path / "out" / "whole.jsonl"
    out.parent.mkdir()
    batch(articles, whole)
    ran = run("-m", "tests.engines.ray_run", articles, out, kill)
    assert ran.returncode == 0, ran.stderr
    assert out.read_bytes() == whole.read_bytes()
    for name in ("manifest.json", "failures.jsonl"):
        assert (tmp_path / "out" / f"whole.jsonl.{name}").read_bytes() == (
            tmp_path / f"whole.jsonl.{name}"
        ).read_bytes()
    workers = {mark.name.partition("-")[0] for mark in (out.parent / "marks").iterdir()}
    assert len(workers) >= 3, "two workers, and one in the place of the one that was killed"


@pytest.mark.large
def test_a_cluster_of_our_own_listens_on_the_loopback_only_and_is_gone_at_the_end() -> None:
    program = (
        "import os, subprocess, sys\n"
        "from quizgen.engines.on_ray import OnRay\n"
        "from tests.engines.work import load\n"
        "items = [b'pid', *(b'item %d' % number for number in range(30)), b'threads']\n"
        "found = []\n"
        "for result in OnRay(2).map(load, items):\n"
        "    if not found:\n"
        "        ports = subprocess.run(['ss', '-ltnpH'], capture_output=True, text=True).stdout\n"
        "        ours = [line.split()[3] for line in ports.splitlines() if 'ray' in line or 'gcs' in line]\n"
        "    found.append(result)\n"
        "assert found[1:-1] == items[1:-1] and found[-1] == b'1', found\n"
        "print(found[0].decode(), *ours)\n"
    )
    ran = run("-c", program)
    assert ran.returncode == 0, ran.stderr
    worker, *addresses = ran.stdout.split()
    assert addresses
    assert all(address.startswith(("127.0.0.1:", "[::1]:", "[::ffff:127.0.0.1]:")) for address in addresses)
    wait_for_end(int(worker))


def test_unusable_workers_are_refused() -> None:
    with pytest.raises(ArgumentError, match="workers: expected"):
        OnRay(0)


def test_without_ray_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    monkeypatch.setattr(os, "environ", dict(os.environ))
    with pytest.raises(QuizgenError, match=r"quizgen\[ray\]"):
        list(OnRay(1).map(load, [b"x"]))
