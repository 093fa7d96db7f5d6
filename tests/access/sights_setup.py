"""The pages by which a memorial is set up."""

from __future__ import annotations

from collections.abc import Mapping

from tests.access.sights import Sight

_S, _HERE, _BARE = "/desk/setup/<slug>", "/desk/setup/{m}", "/desk/setup/{empty}"
_STEPS = ("name", "languages", "words", "risk", "notices", "people", "look")
_VIEWS = ("family", "moderator", "visitor")


def _of(rule: str, path: str, state: str = "typical") -> Sight:
    return Sight(rule, path, state, "admin")


SETUP: tuple[Sight, ...] = (
    _of("/desk/setup", "/desk/setup"),
    _of(_S, _HERE),
    _of(_S, _BARE, "empty"),
    *(_of(f"{_S}/step/<step>", f"{_HERE}/step/{step}") for step in _STEPS),
    _of(f"{_S}/step/<step>", f"{_BARE}/step/notices", "empty"),
    _of(f"{_S}/languages", f"{_HERE}/languages"),
    _of(f"{_S}/languages/<code>", f"{_HERE}/languages/ar", "long"),
    _of(f"{_S}/names", f"{_HERE}/names"),
    _of(f"{_S}/names", f"{_BARE}/names", "empty"),
    _of(f"{_S}/open", f"{_HERE}/open"),
    _of(f"{_S}/picture", f"{_HERE}/picture", "empty"),
    _of(f"{_S}/texts", f"{_HERE}/texts", "long"),
    _of(f"{_S}/texts/<text>/<language>", f"{_HERE}/texts/notice/en"),
    *(_of(f"{_S}/see/<view>/<language>", f"{_HERE}/see/{view}/{{l}}") for view in _VIEWS),
    _of("/desk/memorials/<slug>/messages", "/desk/memorials/{m}/messages"),
    _of("/desk/memorials/<slug>/support", "/desk/memorials/{m}/support"),
)

SETUP_NO_PAGES: Mapping[str, str] = {
    f"{_S}/picture/<size>.<fmt>": "a file",
    f"{_S}/see": "leads on",
}
