"""Tokens of both bindings of MeCab."""

from __future__ import annotations

import builtins
import gzip
import json
import multiprocessing
import pickle
import shlex
import shutil
import subprocess
import sys
import unicodedata
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import FrozenInstanceError
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import fugashi
import ipadic
import pytest
from hypothesis import example, given, settings

from quizgen.errors import InputError, ModelError
from quizgen.text import FugashiTokenizer, MeCabTokenizer, Token, Tokenizer, default_tokenizer
from tests.real import require_real
from tests.text.strategies import any_text, mixed_text

DEBIAN_DICTIONARY = Path("/var/lib/mecab/dic/ipadic-utf8")
TEXT = "ソフトバンクの選手は、東京で10本目の本塁打を打った。"

Binding = Callable[..., Tokenizer]
both = pytest.mark.parametrize("binding", [FugashiTokenizer, MeCabTokenizer])


@pytest.fixture(scope="module")
def fugashi_tokenizer() -> FugashiTokenizer:
    return FugashiTokenizer()


@pytest.fixture(scope="module")
def mecab_tokenizer() -> MeCabTokenizer:
    return MeCabTokenizer(ipadic.DICDIR)


@pytest.fixture
def debian() -> Path:
    """The folder of the dictionary that Debian's MeCab uses."""
    require_real((DEBIAN_DICTIONARY / "sys.dic").is_file(), "Debian's package mecab-ipadic-utf8")
    return DEBIAN_DICTIONARY


def build_user_dictionary(folder: Path, words: str) -> Path:
    """Compile a user dictionary of the given words (lines of MeCab's CSV) and return its file."""
    source, compiled = folder / "user.csv", folder / "user.dic"
    source.write_text(words, encoding="utf-8")
    options = ["-d", ipadic.DICDIR, "-u", str(compiled), "-f", "utf-8", "-t", "utf-8", str(source)]
    fugashi.build_dictionary(shlex.join(["mecab-dict-index", *options]))
    return compiled


def build_dictionary(folder: Path, words: str, charset: str = "utf-8") -> Path:
    """Compile a dictionary of nothing but the given words and return its folder."""
    sources = {
        "dicrc": "cost-factor = 800\nbos-feature = BOS/EOS,*,*,*,*,*,*,*,*\neval-size = 8\nunk-eval-size = 4\n",
        "matrix.def": "1 1\n0 0 0\n",
        "char.def": "DEFAULT 0 1 0\nSPACE 0 1 0\n0x0020 SPACE\n",
        "unk.def": "DEFAULT,0,0,100,記号,一般,*,*,*,*,*\nSPACE,0,0,100,記号,空白,*,*,*,*,*\n",
        "rewrite.def": "[unigram rewrite]\n*\t*\n[left rewrite]\n*\t*\n[right rewrite]\n*\t*\n",
        "pos-id.def": "",
        "lex.csv": words,
    }
    for name, content in sources.items():
        (folder / name).write_text(content, encoding="utf-8")
    options = ["-d", str(folder), "-o", str(folder), "-f", "utf-8", "-t", charset]
    fugashi.build_dictionary(shlex.join(["mecab-dict-index", *options]))
    return folder


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("東京", [Token("東京", 0, 2, ("名詞", "固有名詞", "地域", "一般"), "東京", "トウキョウ")]),
        (
            "雨が降った",
            [
                Token("雨", 0, 1, ("名詞", "一般", "*", "*"), "雨", "アメ"),
                Token("が", 1, 2, ("助詞", "格助詞", "一般", "*"), "が", "ガ"),
                Token("降っ", 2, 4, ("動詞", "自立", "*", "*"), "降る", "フッ"),
                Token("た", 4, 5, ("助動詞", "*", "*", "*"), "た", "タ"),
            ],
        ),
        ("quizgen", [Token("quizgen", 0, 7, ("名詞", "固有名詞", "組織", "*"), "quizgen", "")]),
        (",", [Token(",", 0, 1, ("記号", "一般", "*", "*"), ",", "")]),
    ],
)
def test_a_token_has_surface_offsets_part_of_speech_lemma_and_reading(
    fugashi_tokenizer: FugashiTokenizer, mecab_tokenizer: MeCabTokenizer, text: str, expected: list[Token]
) -> None:
    assert fugashi_tokenizer.tokenize(text) == expected
    assert mecab_tokenizer.tokenize(text) == expected


def test_京都_is_not_a_token_of_東京都(fugashi_tokenizer: FugashiTokenizer) -> None:
    assert [token.surface for token in fugashi_tokenizer.tokenize("東京都")] == ["東京", "都"]


def test_offsets_of_a_part_are_those_of_the_whole_text(fugashi_tokenizer: FugashiTokenizer) -> None:
    text = "雨だ。  東京は晴れ。"
    assert [(token.surface, token.start) for token in fugashi_tokenizer.tokenize(text, 3, 8)] == [
        ("東京", 5),
        ("は", 7),
    ]


@pytest.mark.parametrize(
    ("text", "surfaces"),
    [
        ("  東京   京都 ", [("東京", 2), ("京都", 7)]),
        ("東京\n\n京都\r\n大阪", [("東京", 0), ("京都", 4), ("大阪", 8)]),
        (
            "東京\t京都\x0b\x0c大阪\x85奈良\u2028神戸",
            [("東京", 0), ("京都", 3), ("大阪", 7), ("奈良", 10), ("神戸", 13)],
        ),
        ("東京\0京都", [("東京", 0), ("\0", 2), ("京都", 3)]),
        ("\0", [("\0", 0)]),
        (" \n ", []),
        ("", []),
        ("𠮷野家", [("𠮷", 0), ("野家", 1)]),
    ],
)
@both
def test_white_space_and_control_characters_shift_nothing(
    binding: Binding, text: str, surfaces: list[tuple[str, int]]
) -> None:
    tokens = binding(ipadic.DICDIR).tokenize(text)
    assert [(token.surface, token.start) for token in tokens] == surfaces


@both
def test_a_long_gap_loses_no_word_behind_it(binding: Binding) -> None:
    # MeCab counts the gap before a token in sixteen bits.
    for length in (65_500, 70_000, 200_000):
        tokens = binding(ipadic.DICDIR).tokenize("東京" + " " * length + "京都だ")
        assert [(token.surface, token.start, token.reading) for token in tokens] == [
            ("東京", 0, "トウキョウ"),
            ("京都", length + 2, "キョウト"),
            ("だ", length + 4, "ダ"),
        ]


@example("Ð Ð\0Ð")
@example("a" * 200)
@example('"",\t"')
@given(mixed_text | any_text)
@settings(deadline=None)
def test_both_bindings_give_the_same_tokens_which_hold_everything_but_space(text: str) -> None:
    tokens = default_tokenizer().tokenize(text)
    assert tokens == _mecab().tokenize(text)
    assert "".join(token.surface for token in tokens) == "".join(text.split())
    assert all(text[token.start : token.end] == token.surface for token in tokens)
    assert all(one.end <= two.start for one, two in pairwise(tokens))


@cache
def _mecab() -> MeCabTokenizer:
    return MeCabTokenizer(ipadic.DICDIR)


@pytest.mark.shared
def test_both_bindings_give_the_same_tokens_of_news(
    shared: Path, fugashi_tokenizer: FugashiTokenizer, mecab_tokenizer: MeCabTokenizer
) -> None:
    with gzip.open(shared / "corpus" / "wikinews.jsonl.gz", "rt", encoding="utf-8") as lines:
        bodies = [json.loads(line)["body"] for line, _ in zip(lines, range(60), strict=False)]
    for body in bodies:
        text = unicodedata.normalize("NFKC", body)
        assert fugashi_tokenizer.tokenize(text) == mecab_tokenizer.tokenize(text)


def test_the_tokens_of_one_text_do_not_change_when_the_next_is_read(fugashi_tokenizer: FugashiTokenizer) -> None:
    first = fugashi_tokenizer.tokenize("雨が降った。")
    before = [str(token) for token in first]
    fugashi_tokenizer.tokenize(TEXT)
    assert [str(token) for token in first] == before


def test_tokens_cannot_be_changed(fugashi_tokenizer: FugashiTokenizer) -> None:
    with pytest.raises(FrozenInstanceError):
        fugashi_tokenizer.tokenize("雨")[0].surface = "雪"  # type: ignore[misc]


@both
def test_a_lone_surrogate_is_refused(binding: Binding) -> None:
    with pytest.raises(InputError, match="lone surrogate"):
        binding(ipadic.DICDIR).tokenize("雨\ud83dだ")


@both
def test_threads_share_a_tokenizer(binding: Binding) -> None:
    tokenizer = binding(ipadic.DICDIR)
    texts = [TEXT[n:] * 20 for n in range(20)] * 5
    expected = [tokenizer.tokenize(text) for text in texts]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(tokenizer.tokenize, texts)) == expected


@pytest.mark.skipif(sys.platform != "linux", reason="reads what Linux says of a process")
def test_threads_share_one_mapping_of_the_dictionary() -> None:
    tokenizer = FugashiTokenizer(ipadic.DICDIR)

    def mapped() -> int:
        return Path("/proc/self/maps").read_text(encoding="utf-8").count("sys.dic")

    before = mapped()
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(tokenizer.tokenize, [TEXT * 20] * 40))
    assert mapped() == before


@pytest.mark.skipif(sys.platform == "win32", reason="there is no fork on Windows")
@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
@both
def test_a_child_that_is_forked_while_the_tokenizer_is_at_work_can_use_it(binding: Binding) -> None:
    tokenizer: Any = binding(ipadic.DICDIR)
    expected = tokenizer.tokenize(TEXT)
    with tokenizer._lock, multiprocessing.get_context("fork").Pool(1) as pool:
        assert pool.apply_async(tokenizer.tokenize, [TEXT]).get(timeout=60) == expected


@both
def test_a_tokenizer_survives_pickling(binding: Binding) -> None:
    tokenizer = binding(ipadic.DICDIR)
    copy = pickle.loads(pickle.dumps(tokenizer))
    assert copy.identity == tokenizer.identity
    assert copy.tokenize(TEXT) == tokenizer.tokenize(TEXT)


@pytest.mark.skipif(sys.platform == "win32", reason="there is no fork on Windows")
@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
@both
def test_a_forked_child_uses_its_parents_tokenizer(binding: Binding) -> None:
    tokenizer = binding(ipadic.DICDIR)
    expected = tokenizer.tokenize(TEXT)
    with multiprocessing.get_context("fork").Pool(2) as pool:
        assert pool.map_async(tokenizer.tokenize, [TEXT] * 20).get(timeout=60) == [expected] * 20
    assert tokenizer.tokenize(TEXT) == expected


def test_the_default_tokenizer_is_made_once_and_reads_the_ipadic_package() -> None:
    assert default_tokenizer() is default_tokenizer()
    assert default_tokenizer().identity == FugashiTokenizer(ipadic.DICDIR).identity


def test_identity_names_layout_charset_and_size_whatever_the_binding(
    fugashi_tokenizer: FugashiTokenizer, mecab_tokenizer: MeCabTokenizer
) -> None:
    assert fugashi_tokenizer.identity == mecab_tokenizer.identity
    layout, version, charset, words, digest = fugashi_tokenizer.identity.split("-")
    assert (layout, version, charset, words) == ("ipadic", "v102", "utf8", "392126")
    assert len(digest) == 16
    assert int(digest, 16) >= 0


def test_identity_is_that_of_the_content_not_of_the_folder(tmp_path: Path) -> None:
    copy = shutil.copytree(ipadic.DICDIR, tmp_path / "a folder's copy")
    assert FugashiTokenizer(copy).identity == default_tokenizer().identity
    matrix = bytearray((copy / "matrix.bin").read_bytes())
    matrix[len(matrix) // 2] ^= 1
    (copy / "matrix.bin").write_bytes(matrix)
    assert FugashiTokenizer(copy).identity != default_tokenizer().identity


def test_settings_for_another_output_change_no_token(tmp_path: Path) -> None:
    rcfile = tmp_path / "mecabrc"
    rcfile.write_text(
        f"dicdir = {ipadic.DICDIR}\noutput-format-type = wakati\nnode-format = %m\\n\neos-format = E\\n\n"
    )
    expected = default_tokenizer().tokenize(TEXT)
    assert MeCabTokenizer(rcfile=rcfile).tokenize(TEXT) == expected
    assert MeCabTokenizer(ipadic.DICDIR, rcfile).tokenize(TEXT) == expected


def test_without_arguments_mecab_reads_the_settings_that_mecabrc_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rcfile = tmp_path / "newsroom.rc"
    rcfile.write_text(f"dicdir = {ipadic.DICDIR}\n")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("MECABRC", str(rcfile))
    assert MeCabTokenizer().identity == default_tokenizer().identity


@both
def test_a_folder_without_a_dictionary_is_refused(binding: Binding, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"no sys\.dic in .*; leave dicdir out"):
        binding(tmp_path)


@both
def test_a_damaged_dictionary_is_refused_with_the_arguments_and_the_reason(
    binding: Binding, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "sys.dic").write_bytes(b"no dictionary")
    with pytest.raises(ModelError, match=r"does not start with the arguments .*-d .*: .*dicrc; leave") as caught:
        binding(tmp_path)
    assert "\n" not in str(caught.value)
    assert capfd.readouterr() == ("", "")


def test_a_missing_settings_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="rcfile: expected MeCab's settings file, found none at"):
        MeCabTokenizer(rcfile=tmp_path / "mecabrc")


def test_a_machine_without_mecab_is_told_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("MECABRC", raising=False)
    monkeypatch.setattr(Path, "is_file", lambda path: False)
    with pytest.raises(ModelError, match="found no mecabrc on this machine; install MeCab"):
        MeCabTokenizer()


def test_a_missing_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    real_import = builtins.__import__

    def without_mecab(name: str, *rest: Any) -> Any:
        if name == "MeCab":
            raise ImportError(name)
        return real_import(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without_mecab)
    with pytest.raises(ModelError, match=r"pip install 'quizgen\[mecab\]'"):
        MeCabTokenizer(ipadic.DICDIR)


IPADIC_LINE = "走る,0,0,10,動詞,自立,*,*,五段・ラ行,基本形,走る,ハシル,ハシル\n"


@both
def test_a_small_dictionary_with_ipadics_layout_is_read(binding: Binding, tmp_path: Path) -> None:
    quoted = '"半,分",0,0,10,名詞,一般,*,*,*,*,"半,分",ハンブン,ハンブン\n'
    tokenizer = binding(build_dictionary(tmp_path, IPADIC_LINE + quoted))
    assert tokenizer.identity.startswith("ipadic-v102-utf8-2-")
    assert tokenizer.tokenize("走る半,分") == [
        Token("走る", 0, 2, ("動詞", "自立", "*", "*"), "走る", "ハシル"),
        Token("半,分", 2, 5, ("名詞", "一般", "*", "*"), "半,分", "ハンブン"),
    ]


@pytest.mark.parametrize(
    "line",
    [
        # as UniDic, as JUMAN, and with IPADIC's first columns only
        "走る,0,0,10,動詞,一般,*,*,五段-ラ行,終止形-一般,ハシル,走る,走る,ハシル\n",
        "走る,0,0,10,動詞,*,子音動詞ラ行,基本形,走る,はしる,*\n",
        "走る,0,0,10,動詞,自立,*,*,五段・ラ行,基本形,走る\n",
        # a dictionary that cuts the probe in two
        "走,0,0,1,動詞,自立,*,*,*,*,走\nる,0,0,1,動詞,接尾,*,*,*,*,る\n",
    ],
)
@both
def test_a_dictionary_of_another_layout_is_refused(binding: Binding, line: str, tmp_path: Path) -> None:
    with pytest.raises(
        ModelError, match=r"sys\.dic: expected IPADIC's features .*, got 動詞,.* for 走る; leave"
    ) as caught:
        binding(build_dictionary(tmp_path, line))
    assert "\n" not in str(caught.value)


@both
def test_a_dictionary_in_another_charset_is_refused(binding: Binding, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="expected UTF-8, got euc-jp; install its UTF-8 build"):
        binding(build_dictionary(tmp_path, IPADIC_LINE, charset="euc-jp"))


def test_a_user_dictionary_adds_its_words_and_changes_the_identity(tmp_path: Path) -> None:
    words = "猫山駅前,1288,1288,-5000,名詞,固有名詞,地域,一般,*,*,猫山駅前,ネコヤマエキマエ,ネコヤマエキマエ\n"
    user_dictionary = build_user_dictionary(tmp_path, words)
    rcfile = tmp_path / "mecabrc"
    rcfile.write_text(f"dicdir = {ipadic.DICDIR}\nuserdic = {user_dictionary}\n")
    tokenizer = MeCabTokenizer(rcfile=rcfile)
    assert MeCabTokenizer(ipadic.DICDIR, rcfile).identity == tokenizer.identity
    assert [token.surface for token in tokenizer.tokenize("猫山駅前で")] == ["猫山駅前", "で"]
    assert tokenizer.identity.startswith("ipadic-v102-utf8-392126+1-")


@pytest.mark.needs_real
@both
def test_debians_dictionary_is_read_and_told_from_the_ipadic_package(binding: Binding, debian: Path) -> None:
    tokenizer = binding(debian)
    assert tokenizer.identity.startswith("ipadic-v102-utf8-")
    assert tokenizer.identity != default_tokenizer().identity
    assert [token.surface for token in tokenizer.tokenize("東京都は雨")] == ["東京", "都", "は", "雨"]


@pytest.mark.needs_real
def test_both_bindings_agree_on_debians_dictionary(debian: Path) -> None:
    text = (TEXT + "\n  雨が降った。Yahoo!ニュース 3.5%") * 5
    tokens = MeCabTokenizer(debian, "/etc/mecabrc").tokenize(text)
    assert tokens == FugashiTokenizer(debian).tokenize(text)
    assert len(tokens) > 100


@pytest.mark.needs_real
def test_our_tokens_are_those_of_the_mecab_command(debian: Path) -> None:
    require_real(shutil.which("mecab"), "Debian's package mecab")
    printed = subprocess.run(
        ["mecab", "-d", debian, "-O", "wakati"],
        input=TEXT,
        capture_output=True,
        text=True,
        check=True,
        encoding="utf-8",
    ).stdout
    assert [token.surface for token in MeCabTokenizer(debian).tokenize(TEXT)] == printed.split()
