"""The lexicon that ships."""

from __future__ import annotations

import subprocess
import sys

from quizgen.lexicon import CATEGORIES
from quizgen.lexicon.default import default_lexicon


def test_at_least_15000_keywords_in_every_category() -> None:
    entries = default_lexicon().entries
    assert len(entries) >= 15_000
    assert {entry.category for entry in entries} == set(CATEGORIES)


def test_a_seed_keeps_its_class_and_years_and_takes_its_count_from_the_corpus() -> None:
    lexicon = default_lexicon()
    team, company = lexicon.get("楽天|team/baseball"), lexicon.get("楽天|company/ecommerce")
    assert team is not None
    assert company is not None
    assert team.origin == company.origin == "seed"
    assert min(team.count, company.count) > 10
    assert team.first_seen in (None, 2004, 2005)


def test_the_lexicon_needs_no_torch_and_no_numpy() -> None:
    program = (
        "import sys, quizgen.lexicon.default as d; d.default_lexicon(); print({'torch', 'numpy'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
