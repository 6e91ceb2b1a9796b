"""Bytes to text: UTF-8, or a refusal that says what they look like; where a person looks on, any encoding."""

from __future__ import annotations

import codecs
import re

from charset_normalizer import from_bytes

from quizgen.errors import InputError

# Python's names of the encodings in which Japanese files come, and iconv's.
_ICONV_NAMES = {
    "cp932": "CP932",
    "euc_jp": "EUC-JP",
    "utf_16": "UTF-16",
    "utf_16_le": "UTF-16LE",
    "utf_16_be": "UTF-16BE",
}
# ISO-2022-JP has seven bits, so its bytes are UTF-8 too; only its switches to other character sets tell it.
_ISO_2022_JP = re.compile(rb"\x1b(?:\$[@B]|\$\([A-D]|\([IJ])")


def decode_text(data: bytes, name: str) -> str:
    """Return UTF-8 ``data`` as text, a byte order mark removed; ``name`` is the file's name for messages.

    Raises :class:`InputError` for anything else, with the encoding it looks like and the command that converts it.
    """
    if data.isascii() and _ISO_2022_JP.search(data):
        raise _refusal(name, "", "ISO-2022-JP")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        where = f" (byte {error.start + 1} does not fit)"
        if _is_damaged_utf8(data):
            raise InputError(
                f"{name}: expected UTF-8, and it is but for damaged bytes{where}; repair it or fetch it again"
            ) from error
        raise _refusal(name, where, _likely_encoding(data)) from error
    # Latin letters in UTF-16 without a byte order mark: every second byte is NUL, which UTF-8 allows.
    if text.count("\0") * 4 > len(text):
        raise _refusal(name, "", _likely_encoding(data))
    return text


def decode_any(data: bytes, name: str) -> tuple[str, str]:
    """Return ``data`` as text and the encoding that it was in, named as iconv names it: "UTF-8", "CP932", "EUC-JP", …

    An encoding other than UTF-8 is a guess that a person should look at. ``name`` is the file's name for messages.
    Raises :class:`InputError` for bytes that read in none of them.
    """
    if data.isascii() and _ISO_2022_JP.search(data):
        return _decoded(data, "ISO-2022-JP", name), "ISO-2022-JP"
    try:
        return decode_text(data, name), "UTF-8"
    except InputError:
        encoding = None if _is_damaged_utf8(data) else _likely_encoding(data)
        if encoding is None:
            raise
    return _decoded(data, encoding, name), encoding


def _decoded(data: bytes, encoding: str, name: str) -> str:
    python_name = next((ours for ours, iconv in _ICONV_NAMES.items() if iconv == encoding), encoding)
    try:
        return data.decode(python_name)
    except UnicodeDecodeError as error:
        raise InputError(
            f"{name}: looks like {encoding}, but byte {error.start + 1} does not fit; save it as UTF-8"
        ) from error


def _refusal(name: str, where: str, encoding: str | None) -> InputError:
    if encoding is None:
        return InputError(f"{name}: expected UTF-8 text{where}; it looks like no encoding of Japanese, is it text?")
    return InputError(
        f"{name}: expected UTF-8{where}, it looks like {encoding}; convert it: iconv -f {encoding} -t UTF-8 {name}"
    )


def _is_damaged_utf8(data: bytes) -> bool:
    """Tell whether most of what is not ASCII reads as UTF-8: other encodings hardly ever do."""
    text = data.decode("utf-8", errors="replace")
    damaged = text.count("\ufffd")
    return sum(character > "\x7f" for character in text) >= 10 * damaged


def _likely_encoding(data: bytes) -> str | None:
    best = from_bytes(data, cp_isolation=_possible_encodings(data)).best()
    return _ICONV_NAMES.get(best.encoding) if best else None


def _possible_encodings(data: bytes) -> list[str]:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return ["utf_16"]
    # Without the mark, UTF-16 shows in the NUL bytes of its Latin letters and line breaks, and their side in the
    # order of bytes. Short CP932 files without NUL would often pass for it.
    high_first, low_first = data[0::2].count(0), data[1::2].count(0)
    if high_first or low_first:
        return ["utf_16_be" if high_first > low_first else "utf_16_le"]
    return ["cp932", "euc_jp"]
