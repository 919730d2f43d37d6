"""A setting that cannot be is named at the start, all of them at once."""

import pytest

from portal import config

SECRET = "Zq8r_3vXk1mN-0bHtY6wLcE9sPdUaFgJ2iO5"


@pytest.mark.parametrize(("settings", "named"), [
    ({"WORKERS": "twee"}, "WORKERS"), ({"PORT": "http"}, "PORT"), ({"PORTAL_ENV": "prod"}, "PORTAL_ENV"),
    ({"DATABASE_URL": "mysql://x/y"}, "DATABASE_URL"), ({"MAIL_URL": "mail.example.nl:25"}, "MAIL_URL"),
    ({"PUBLIC_URL": "tafel.example.nl"}, "PUBLIC_URL"), ({"WORKERS": "0"}, "WORKERS"), ({"MAIL_IN_URL": "pop3://x"}, "MAIL_IN_URL"),
    ({"CLAMD_URL": "clamd.example.nl:3310"}, "CLAMD_URL"), ({"CLAMD_URL": "unix:clamd.ctl"}, "CLAMD_URL"), ({"CLAMD_DOWN": "soms"}, "CLAMD_DOWN"),
    ({"PORTAL_ENV": "production"}, "SECRET_KEY"), ({"PORTAL_ENV": "production", "SECRET_KEY": "kort"}, "SECRET_KEY"),
    ({"PORTAL_ENV": "production", "SECRET_KEY": SECRET, "CLOCK_SHIFT": "2"}, "CLOCK_SHIFT"),
])
def test_wrong_setting_is_named(monkeypatch, tmp_path, settings, named):
    for name, value in settings.items():
        monkeypatch.setenv(name, value)

    with pytest.raises(config.Unfit, match=named):
        config.load(tmp_path)


def test_all_wrong_settings_are_named_at_once_without_their_secrets(monkeypatch, tmp_path):
    monkeypatch.setenv("PORTAL_ENV", "production")
    monkeypatch.setenv("MAIL_URL", "mail://tafel:geheim@example.nl")

    with pytest.raises(config.Unfit) as unfit:
        config.load(tmp_path)

    assert "SECRET_KEY" in str(unfit.value)
    assert "MAIL_URL" in str(unfit.value)
    assert "geheim" not in str(unfit.value)


def test_good_settings_for_production_are_taken(monkeypatch, tmp_path):
    for name, value in {"PORTAL_ENV": "production", "SECRET_KEY": SECRET, "DATABASE_URL": "postgres://db/portal"}.items():
        monkeypatch.setenv(name, value)

    assert config.load(tmp_path)["SESSION_COOKIE_SECURE"] is True
