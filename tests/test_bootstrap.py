"""What an installation says when a part of it is missing."""

from __future__ import annotations

from pathlib import Path

import pytest

from memorial import bootstrap
from memorial.application.ports.secrets import KeysUnusable
from memorial.settings import load_settings


def test_a_lost_cookie_secret_is_made_anew_by_init_and_by_nothing_else(home: Path) -> None:
    settings = load_settings({"MEMORIAL_HOME": str(home)})
    bootstrap.initialise(settings)
    settings.secret_key_file.unlink()

    with pytest.raises(KeysUnusable, match="memorial init"):
        bootstrap.build(settings)
    bootstrap.initialise(settings)

    bootstrap.build(settings).close()
