"""The settings file and the key that signs cookies."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from quizgen.web.config import SettingsError, WebSettings, secret_key


def test_without_a_file_the_defaults_hold(tmp_path: Path) -> None:
    assert WebSettings.read(tmp_path) == WebSettings()


def test_settings_are_read_from_the_data_home(tmp_path: Path) -> None:
    text = 'https = true\nproxies = 1\nwait_seconds = 3\nmetrics_from = ["192.0.2.1"]\n'
    (tmp_path / "web.toml").write_text(text, encoding="utf-8")
    settings = WebSettings.read(tmp_path)
    assert (settings.https, settings.proxies, settings.wait_seconds) == (True, 1, 3)
    assert settings.metrics_from == ("192.0.2.1",)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("htps = true", "htps: no such setting"),
        ("https = 1", "https: expected bool, got 1"),
        ("proxies = true", "proxies: expected int"),
        ("proxies = -1", "proxies: expected 0 or more, got -1"),
        ("waiting = 0", "waiting: expected 1 or more"),
        ('language = "fr"', "language: expected one of ja, en, got 'fr'"),
        ('time_zone = "Mars/Base"', "time_zone: expected an IANA name"),
        ('login_limit = "often"', "login_limit: expected"),
        ("metrics_from = [1]", "metrics_from: expected"),
        ("https = ", "no TOML"),
    ],
)
def test_a_wrong_setting_is_named_with_its_file(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "web.toml").write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError) as refused:
        WebSettings.read(tmp_path)
    assert said in str(refused.value)
    assert str(tmp_path / "web.toml") in str(refused.value)
    assert "\n" not in str(refused.value)


def test_the_key_is_made_once_and_is_its_owners_alone(tmp_path: Path) -> None:
    key = secret_key(tmp_path)
    assert len(key) == 64
    assert secret_key(tmp_path) == key
    assert stat.S_IMODE((tmp_path / "web.key").stat().st_mode) == 0o600
