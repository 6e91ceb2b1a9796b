"""Bytes to text."""

from __future__ import annotations

import pytest

from quizgen.decoding import decode_any, decode_text
from quizgen.errors import InputError

TEXT = "東京で雨が降った。ソフトバンクの株価は3.5%上がった。\n"
LONG = TEXT * 3000


@pytest.mark.parametrize("text", [TEXT, "", "plain", "a\r\nb\u2028c\x85d", "\0雨です", "\x1b[31m赤\x1b[0m", "雨\x1b$B"])
def test_utf8_is_text_and_stays_as_it_is(text: str) -> None:
    assert decode_text(text.encode(), "a.txt") == text


def test_a_byte_order_mark_is_removed_at_the_start_only() -> None:
    assert decode_text(b"\xef\xbb\xbf" + "雨\ufeffだ".encode(), "a.txt") == "雨\ufeffだ"


@pytest.mark.parametrize("text", [TEXT, LONG, LONG.replace("\n", ""), "title,本文\n雨,上", "価格は5円", "ソフトバンク"])
@pytest.mark.parametrize(
    ("encoding", "name"),
    [
        ("cp932", "CP932"),
        ("euc_jp", "EUC-JP"),
        ("iso2022_jp", "ISO-2022-JP"),
        ("utf_16", "UTF-16"),
    ],
)
def test_other_encodings_are_named_with_the_command_that_converts_them(text: str, encoding: str, name: str) -> None:
    with pytest.raises(InputError) as caught:
        decode_text(text.encode(encoding), "today.jsonl")
    message = str(caught.value)
    assert message.startswith("today.jsonl: expected UTF-8")
    assert message.endswith(f"it looks like {name}; convert it: iconv -f {name} -t UTF-8 today.jsonl")
    assert "\n" not in message


@pytest.mark.parametrize("text", [TEXT, LONG, "title,body\n"])
@pytest.mark.parametrize(("encoding", "name"), [("utf_16_le", "UTF-16LE"), ("utf_16_be", "UTF-16BE")])
def test_utf16_without_a_byte_order_mark_is_named(text: str, encoding: str, name: str) -> None:
    with pytest.raises(InputError, match=f"it looks like {name};"):
        decode_text(text.encode(encoding), "a.txt")


@pytest.mark.parametrize("cut", [1, 2])
def test_utf8_cut_short_is_called_damaged_not_another_encoding(cut: int) -> None:
    data = (TEXT.rstrip("\n")).encode()[:-cut]
    with pytest.raises(InputError, match=rf"but for damaged bytes \(byte {len(data) - 2 + cut} does not fit\)"):
        decode_text(data, "a.txt")


def test_bytes_that_are_no_text_are_not_called_japanese() -> None:
    with pytest.raises(InputError, match=r"it looks like no encoding of Japanese, is it text\?"):
        decode_text(b"\x89PNG\r\n\x1a\n" + bytes(range(128, 256)) * 3, "a.png")


@pytest.mark.parametrize(
    ("encoding", "named"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8"),
        ("cp932", "CP932"),
        ("euc_jp", "EUC-JP"),
        ("iso2022_jp", "ISO-2022-JP"),
    ],
)
def test_where_a_person_looks_on_any_japanese_encoding_is_read(encoding: str, named: str) -> None:
    text = "東京都は12日、新しい図書館を建てると発表した。"
    assert decode_any(text.encode(encoding), "a.txt") == (text, named)


@pytest.mark.parametrize("data", ["図書館を建てると発表した。".encode()[:-1], b"\x89PNG\xff\xfe\xfa\x81"])
def test_what_is_no_text_is_refused_all_the_same(data: bytes) -> None:
    with pytest.raises(InputError, match=r"a\.txt"):
        decode_any(data, "a.txt")
