"""The rule file: what a newsroom can change, and what it is told when a line is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from quizgen.article import Article
from quizgen.data import data_path
from quizgen.errors import QuizgenError, StoryRulesError
from quizgen.stories import StoryRules
from quizgen.stories.flags import KINDS

EMPTY_KINDS = "".join(f'[kinds.{kind}]\nlabel = "{kind}"\npersons_barred = true\nrules = []\n' for kind in KINDS[:-1])
HEAD = "format = 1\nflag_at = 2\ntitle_times = 2\nlate_after = 10\nlate_times = 0.5\n"


def written(folder: Path, rule: str, *, before: str = "", head: str = HEAD) -> Path:
    """Write a file whose only rules, of the last kind, are ``rule``."""
    path = folder / "stories.toml"
    last = KINDS[-1]
    kind = f'[kinds.{last}]\nlabel = "最後"\npersons_barred = false\n'
    path.write_text(head + before + EMPTY_KINDS + kind + rule.replace("[[rule]]", f"[[kinds.{last}.rules]]"), "utf-8")
    return path


def judged(path: Path, body: str, title: str | None = None) -> bool:
    return bool(StoryRules.load(path).judge(Article(body, title=title)))


def test_the_shipped_file_loads_and_every_kind_has_rules() -> None:
    text = data_path("stories.toml").read_text(encoding="utf-8")
    for kind in KINDS:
        assert f"[[kinds.{kind}.rules]]" in text
    assert StoryRules.load().identity == StoryRules.load(data_path("stories.toml")).identity


def test_words_are_found_in_every_form_and_on_token_boundaries_only(tmp_path: Path) -> None:
    path = written(tmp_path, '[[rule]]\nname = "a"\nwords = ["はねる", "殺", "#人が"]\npoints = 2\n')
    assert judged(path, "車が猫をはねた。")
    assert judged(path, "1,200人が集まった。")
    assert not judged(path, "必殺の技に客が殺到した。")


def test_a_star_lets_a_word_go_on(tmp_path: Path) -> None:
    assert not judged(written(tmp_path, '[[rule]]\nname = "a"\nwords = ["必"]\npoints = 2\n'), "必殺の技だ。")
    assert judged(written(tmp_path, '[[rule]]\nname = "a"\nwords = ["必*"]\npoints = 2\n'), "必殺の技だ。")


def test_points_add_up_over_different_words_and_count_double_in_the_title(tmp_path: Path) -> None:
    path = written(tmp_path, '[[rule]]\nname = "a"\nwords = ["火災", "消防"]\npoints = 1\n')
    assert not judged(path, "火災だ。また火災だ。")
    assert judged(path, "火災だ。消防も来た。")
    assert judged(path, "晴れた。", title="火災の話")


def test_a_word_late_in_a_long_article_counts_less(tmp_path: Path) -> None:
    path = written(tmp_path, '[[rule]]\nname = "a"\nwords = ["火災"]\npoints = 2\n')
    assert judged(path, "晴れた。" * 9 + "火災だ。")
    assert not judged(path, "晴れた。" * 10 + "火災だ。")


def test_words_that_stand_together_within_reach(tmp_path: Path) -> None:
    rule = '[[rule]]\nname = "a"\nwords = ["火災"]\npoints = 2\ntogether = [["男性", "女性"], ["けが"]]\n'
    path = written(tmp_path, rule)
    assert judged(path, "火災で女性がけがをした。")
    assert not judged(path, "火災で女性が驚いた。けがはした。")
    assert judged(written(tmp_path, rule + "reach = 1\n"), "火災で女性が驚いた。けがはした。")
    assert not judged(written(tmp_path, rule + "reach = 1\n"), "火災で女性が驚いた。雨だ。けがはした。")


def test_without_and_not_in_and_unless_silence_a_rule(tmp_path: Path) -> None:
    context = '[contexts.drill]\nwords = ["訓練", "想定"]\nneeds = 2\n'
    silences = 'without = ["映画"]\nnot_in = ["火災保険"]\nunless = ["drill"]\n'
    path = written(tmp_path, '[[rule]]\nname = "a"\nwords = ["火災"]\npoints = 2\n' + silences, before=context)
    assert judged(path, "火災だ。映画だ。訓練だ。")
    assert not judged(path, "映画の火災だ。")
    assert not judged(path, "火災保険だ。")
    assert not judged(path, "火災だ。訓練だ。想定だ。")


def test_a_sentence_with_a_silencing_word_lends_nothing_to_its_neighbours(tmp_path: Path) -> None:
    fields = 'together = [["けが"]]\nreach = 1\nwithout = ["情報はない"]\n'
    path = written(tmp_path, '[[rule]]\nname = "a"\nwords = ["地震"]\npoints = 2\n' + fields)
    assert judged(path, "地震があった。けがをした。")
    assert not judged(path, "地震があった。けがの情報はない。")


def test_years_long_past_count_for_a_context(tmp_path: Path) -> None:
    context = '[contexts.past]\nwords = ["世紀"]\nneeds = 2\nyears_before = 1960\n'
    rule = '[[rule]]\nname = "a"\nwords = ["火災"]\npoints = 2\nunless = ["past"]\n'
    path = written(tmp_path, rule, before=context)
    assert not judged(path, "1657年の火災と1772年の火災。")
    assert judged(path, "1657年の火災と2024年の火災。")


def test_lists_are_used_by_name(tmp_path: Path) -> None:
    before = '[lists]\nfires = ["火災", "火事"]\n'
    path = written(tmp_path, '[[rule]]\nname = "a"\nwords = ["@fires"]\npoints = 2\n', before=before)
    assert judged(path, "火事だ。")


GOOD = '[[rule]]\nname = "火"\nwords = ["火災"]\npoints = 2\n'


@pytest.mark.parametrize(
    ("rule", "head", "says"),
    [
        (GOOD + "x = = 3\n", HEAD, "no TOML: Invalid value (at line "),
        (GOOD.replace("points = 2", ""), HEAD, "rule 1 (火), points: expected a number above 0, got nothing"),
        (GOOD.replace("points = 2", "points = -1"), HEAD, "rule 1 (火), points: expected a number above 0, got -1"),
        (GOOD.replace('"火災"', '"@fires"'), HEAD, "there is no list '@fires'"),
        (GOOD.replace('["火災"]', '"火災"'), HEAD, "rule 1 (火), words: expected a list of words"),
        (GOOD.replace('["火災"]', "[]"), HEAD, "rule 1 (火): words: expected at least one word"),
        (GOOD.replace('["火災"]', '[" *"]'), HEAD, "expected a word, got ' *'"),
        (GOOD.replace('["火災"]', "[3]"), HEAD, "expected words in quotes, got 3"),
        (GOOD.replace('name = "火"', ""), HEAD, "rule 1, name: expected a text in quotes"),
        (GOOD + 'unless = ["drill"]\n', HEAD, "there is no context 'drill'"),
        (GOOD + 'together = ["男"]\n', HEAD, "together: expected lists of words in a list"),
        (GOOD + "reach = -1\n", HEAD, "reach: expected a whole number"),
        (GOOD + "persons_barred = 1\n", HEAD, "persons_barred: expected true or false"),
        (GOOD + "wieght = 1\n", HEAD, "unknown name 'wieght'"),
        (GOOD, HEAD.replace("format = 1", "format = 2"), "format: expected 1, got 2"),
        (GOOD, HEAD.replace("flag_at = 2", ""), "flag_at: expected a number above 0, got nothing"),
        (GOOD, HEAD + "[kinds.fire]\n", "unknown name 'fire'"),
        (GOOD, HEAD + "[contexts.a]\nwords = []\nneeds = 1\nyears_before = true\n", "years_before: expected a year"),
        (GOOD, HEAD + "kinds = 3\n", "no TOML"),
    ],
)
def test_a_bad_file_gets_one_line_with_the_place_and_the_remedy(
    tmp_path: Path, rule: str, head: str, says: str
) -> None:
    path = written(tmp_path, rule, head=head)
    with pytest.raises(StoryRulesError) as caught:
        StoryRules.load(path)
    message = str(caught.value)
    assert message.startswith(str(path))
    assert says in message
    assert "\n" not in message
    assert isinstance(caught.value, QuizgenError)


def test_a_missing_kind_and_a_file_that_is_no_text_are_named(tmp_path: Path) -> None:
    path = tmp_path / "stories.toml"
    path.write_text(HEAD + EMPTY_KINDS, encoding="utf-8")
    with pytest.raises(StoryRulesError, match=rf"kinds\.{KINDS[-1]}: is missing; copy it"):
        StoryRules.load(path)
    path.write_bytes(b"format = 1\n# \x8e\xa9\xe3\n")
    with pytest.raises(StoryRulesError, match="line 2: expected UTF-8"):
        StoryRules.load(path)
    with pytest.raises(StoryRulesError, match="cannot be read"):
        StoryRules.load(tmp_path / "none.toml")
