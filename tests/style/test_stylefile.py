"""Reading style.toml: the default, every setting, and a line for each mistake."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from quizgen.data import data_path
from quizgen.errors import StyleError
from quizgen.style import HouseStyle
from quizgen.style.current import CurrentStyle
from quizgen.style.settings import CHOICES, Settings
from quizgen.style.stylefile import parse_style

PATH = Path("style.toml")
ROOT = Path(__file__).resolve().parents[2]


def mistakes(text: str) -> tuple[str, ...]:
    with pytest.raises(StyleError) as caught:
        parse_style(text.encode("utf-8"), PATH)
    assert str(caught.value) == "\n".join(caught.value.mistakes)
    return caught.value.mistakes


def test_the_file_that_ships_says_the_default_and_names_every_setting() -> None:
    data = data_path("style.toml").read_bytes()
    assert parse_style(data, PATH) == Settings()
    table = tomllib.loads(data.decode("utf-8"))
    assert {
        (section, name) for section in table for name in table[section] if isinstance(table[section][name], str)
    } == set(CHOICES)
    text = data.decode("utf-8")
    for (_, name), allowed in CHOICES.items():
        explained = text[: text.index(f"\n{name} = ")].rsplit("\n\n", 1)[1]
        assert not [value for value in allowed if value not in explained and not value.isdigit()], name


def test_the_example_of_the_documentation_is_a_style() -> None:
    page = (ROOT / "docs" / "editors.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```toml\n(.*?)```", page.split("## House style")[1].split("\n## ")[0], re.S)
    settings = parse_style(example.encode("utf-8"), PATH)
    assert settings.numbers.units == "man_oku"
    assert settings.forbidden.words == ("旧社名",)
    written = HouseStyle(settings).apply(["12,000人"], "12,000人", None)
    assert written == ("12,000人",)  # without a category nothing is a number


@pytest.mark.parametrize(("setting", "value"), [(name, value) for name, values in CHOICES.items() for value in values])
def test_every_value_is_read(setting: tuple[str, str], value: str) -> None:
    section, name = setting
    settings = parse_style(f'[{section}]\n{name} = "{value}"'.encode(), PATH)
    assert getattr(getattr(settings, section), name) == value


def test_a_school_year_may_be_a_number_and_a_mark_may_begin_the_file() -> None:
    assert parse_style("\ufeff[ruby]\nlevel = 3".encode(), PATH).ruby.level == "3"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (
            '[numbers]\nwidth = "ful"',
            "style.toml: numbers.width: expected one of as_article, half, full, got 'ful'; did you mean full?",
        ),
        (
            "[ruby]\nlevel = 7",
            "style.toml: ruby.level: expected one of none, 1, 2, 3, 4, 5, 6, jouyou, got 7; "
            "write one of them, or remove the line",
        ),
        (
            "[ruby]\nlevel = true",
            "style.toml: ruby.level: expected one of none, 1, 2, 3, 4, 5, 6, jouyou, got True; "
            "write one of them, or remove the line",
        ),
        (
            '[numbers]\nwitdh = "full"',
            "style.toml: numbers.witdh: expected one of kanji, units, width, got an unknown name; did you mean width?",
        ),
        (
            "[number]\n",
            "style.toml: number: expected one of forbidden, keywords, names, numbers, organizations, ruby, got an "
            "unknown name; did you mean numbers?",
        ),
        (
            "numbers = 3",
            "style.toml: numbers: expected a section [numbers], got 3; write [numbers] and its settings below",
        ),
        (
            '[forbidden]\nwords = "語"',
            'style.toml: forbidden.words: expected a list of words such as ["語", "句"], got \'語\'; '
            "put the words in brackets",
        ),
        (
            '[forbidden]\nwords = ["語", " "]',
            "style.toml: forbidden.words, word 2: expected a word in quotes, got ' '; write one, or remove it",
        ),
        (
            '[organizations.full_names]\n"日立" = "日立製作所"',
            "style.toml: organizations.full_names.日立: expected the full name, which holds 日立 and a legal form "
            "such as 株式会社, got '日立製作所'; write it out, or remove the line",
        ),
        (
            '[numbers]\nunits = "kanji"\nkanji = "arabic"',
            'style.toml: numbers.kanji: expected positional, multiplied or as_article beside numbers.units = "kanji", '
            "got 'arabic'; the two contradict each other, change one",
        ),
    ],
)
def test_each_mistake_has_its_line(text: str, line: str) -> None:
    assert mistakes(text) == (line,)


def test_all_mistakes_are_told_at_once() -> None:
    found = mistakes('[names]\nseparator = "dots"\nsuffix = 1\n[ruby]\nlevel = "joyo"')
    assert [line.split(": ")[1] for line in found] == ["names.suffix", "names.separator", "ruby.level"]
    assert "did you mean jouyou?" in found[2]


@pytest.mark.parametrize("data", [b"[numbers\n", "[numbers]\nwidth = 'full'".encode("utf-16"), b'[names]\na = "\xe9"'])
def test_a_file_that_is_no_toml_or_no_utf_8_is_one_line(data: bytes) -> None:
    with pytest.raises(StyleError) as caught:
        parse_style(data, PATH)
    assert len(caught.value.mistakes) == 1
    assert str(caught.value).startswith("style.toml")


def test_a_home_without_a_file_has_the_default_and_a_changed_file_is_taken_up(tmp_path: Path) -> None:
    file = tmp_path / "style.toml"
    style = HouseStyle.load(tmp_path)
    assert style == HouseStyle()
    assert style.is_default
    current = CurrentStyle(tmp_path)
    file.write_text('[numbers]\nwidth = "full"', encoding="utf-8")
    assert current.get().settings.numbers.width == "full"
    file.write_text('[numbers]\nwidth = "wide"', encoding="utf-8")
    for _ in range(2):
        with pytest.raises(StyleError, match=re.escape(f"{file}: numbers.width")):
            current.get()
    file.unlink()
    assert current.get().is_default
    assert (
        CurrentStyle(tmp_path, HouseStyle(parse_style(b'[ruby]\nlevel = "1"', PATH))).get().settings.ruby.level == "1"
    )


def test_a_folder_in_place_of_the_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "style.toml").mkdir()
    with pytest.raises(StyleError, match="expected a file to read"):
        HouseStyle.load(tmp_path)


def test_equal_settings_have_equal_identities() -> None:
    one = HouseStyle(parse_style(b'[numbers]\nwidth = "full"\n[ruby]\nlevel = 2', PATH))
    other = HouseStyle(parse_style('# 注\n[ruby]\nlevel = "2"\n[numbers]\nwidth = "full"'.encode(), PATH))
    assert one.identity == other.identity != HouseStyle().identity
    assert re.fullmatch("[0-9a-f]{16}", one.identity)
