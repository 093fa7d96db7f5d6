"""The prepared installations of the journeys, for these tests too."""

from __future__ import annotations

from tests.journeys.conftest import place, prepared

__all__ = ["place", "prepared"]
