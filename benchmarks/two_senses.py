"""How well candidates follow the sense of a key, on the bundled pairs of articles that use one word in two senses.

``python -m benchmarks.two_senses [--home DIR] [--list KEYWORD]``: for each pair, the share of the ten first candidates
that are of the sense's class and of its category, and the overlap of the two lists. The articles are the project's
own; the lexicon's classes, which the ranking uses, also judge here, so the figures say whether the sense was
recognised, not whether an editor would publish the words.
"""

from __future__ import annotations

import argparse
import statistics

from quizgen import Candidate, QuizGenerator
from quizgen.data import sample_articles, sample_pairs


def main() -> None:
    """Print a line for each pair and the means."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--home", help="data home (default: QUIZGEN_HOME, else the platform's usual place)")
    parser.add_argument("--list", metavar="KEYWORD", action="append", default=[], help="print this key's candidates")
    parser.add_argument("-v", "--verbose", action="store_true", help="print every key's candidates")
    arguments = parser.parse_args()
    generator = QuizGenerator.load(arguments.home)
    articles = {article.id: article for article in sample_articles()}
    figures: list[tuple[float, float, float]] = []
    for pair in sample_pairs():
        lists = []
        for name, sense in ((pair.first, pair.first_sense), (pair.second, pair.second_sense)):
            found = generator.candidates(articles[name], pair.keyword, 10)
            lists.append(found)
            of_class, of_category = _shares(found, sense)
            figures.append((of_class, of_category, 0.0))
            print(f"{pair.keyword:12} {name} {sense:24} class {of_class:.1f}  category {of_category:.1f}")
            if arguments.verbose or pair.keyword in arguments.list:
                print("   ", "、".join(candidate.surface for candidate in found))
        overlap = len({item.surface for item in lists[0]} & {item.surface for item in lists[1]}) / 10
        figures[-1] = (*figures[-1][:2], overlap)
        print(f"{'':12} overlap of the two {overlap:.1f}")
    print(f"mean: class {statistics.mean(row[0] for row in figures):.3f}, "
          f"category {statistics.mean(row[1] for row in figures):.3f}, "
          f"overlap {2 * statistics.mean(row[2] for row in figures):.3f}")  # fmt: skip


def _shares(found: list[Candidate], sense: str) -> tuple[float, float]:
    if not found:
        return 0.0, 0.0
    classes = [candidate.entry_id.rpartition("|")[2] for candidate in found]
    category = sense.partition("/")[0]
    return (
        sum(name == sense for name in classes) / len(found),
        sum(name.partition("/")[0] == category for name in classes) / len(found),
    )


if __name__ == "__main__":
    main()
