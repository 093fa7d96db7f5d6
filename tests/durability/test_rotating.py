"""Keys are rotated beside a running server, and killed on the way: families send on, and everything stays readable."""

from __future__ import annotations

import random
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from memorial.adapters.keys.installation_key import KEY_FILE, InstallationKeys, read_secret
from memorial.adapters.keys.keystore import SqlKeyStore
from memorial.adapters.keys.rotation import rotate
from memorial.settings import load_settings
from tests.conftest import StartMemorial
from tests.durability.sending import Acknowledged, give_until_acknowledged, items_by_word, new_word
from tests.journeys.places import AT_ONCE, Place
from tests.journeys.plain_browser import PlainBrowser
from tests.servers.application import MemorialServer, run_memorial

pytestmark = [pytest.mark.journey, pytest.mark.timeout(600)]

EARLIER_KEYS = 4_000
"""Keys of no record, so that a rotation takes long enough to be killed in the middle of it."""


@pytest.mark.parametrize(("submissions", "kills"), [(10, 3), pytest.param(120, 40, marks=pytest.mark.long)])
def test_families_send_and_read_on_while_keys_are_rotated_and_the_rotation_is_killed(
    place: Place, start_memorial: StartMemorial, submissions: int, kills: int
) -> None:
    _fill(place)
    before = read_secret(place.home / "keys" / KEY_FILE)
    server = start_memorial(place.home, env=AT_ONCE, workers=2)
    earlier = give_until_acknowledged(server.url, place.base, new_word())
    words = [new_word() for _ in range(submissions)]
    sent_all = threading.Event()

    with ThreadPoolExecutor(4) as families:
        rotations = families.submit(_rotate_and_kill, place, kills, sent_all)
        sent = [families.submit(give_until_acknowledged, server.url, place.base, word) for word in words]
        acknowledged = [one.result() for one in sent]
        sent_all.set()
        killed, ended = rotations.result()

    assert killed >= 1
    assert ended >= 1
    assert {one.sent for one in acknowledged} == {1}, "somebody had to send again"
    _assert_each_code_opens(server, [earlier, *acknowledged])
    server.stop()
    assert items_by_word(place, [earlier.word, *words]) == dict.fromkeys([earlier.word, *words], 1)
    assert before not in b"".join(path.read_bytes() for path in (place.home / "keys").iterdir())
    assert [path.name for path in (place.home / "keys").glob("retired-*.key")] == []
    checked = run_memorial(["check"], place.home, env=AT_ONCE)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    print(f"{killed} rotations killed, {ended} ended, {submissions} remembrances sent meanwhile")


def _fill(place: Place) -> None:
    settings = load_settings({"MEMORIAL_HOME": str(place.home)})
    store = SqlKeyStore(settings.keys.url, InstallationKeys.load(settings.keys.folder), batch=EARLIER_KEYS)
    for _ in range(EARLIER_KEYS):
        store.take()
    store.close()


def _rotate_and_kill(place: Place, kills: int, sent_all: threading.Event) -> tuple[int, int]:
    """Rotations one after the other, killed at random moments, at least one of them; the last ones run to their end."""
    killed = ended = 0
    while killed + ended < kills or not sent_all.is_set() or not killed:
        process = _rotation(place)
        _wait_until_begun(place, process)
        # Often at once: on a machine with nothing else to do a rotation is short.
        time.sleep(random.choice((0.0, 0.8)) * random.random())
        if process.poll() is None:
            process.kill()
            killed += 1
        else:
            ended += 1
        process.wait()
    process = _rotation(place)
    assert process.wait(120) == 0
    return killed, ended + 1


def _wait_until_begun(place: Place, process: subprocess.Popen[bytes]) -> None:
    """One that goes on with an earlier one has begun at once: then it is given the time that a start takes."""
    until = time.monotonic() + random.uniform(1.0, 3.0)
    folder = place.home / "keys"
    began = {path.name for path in folder.glob("retired-*.key")}
    while process.poll() is None and time.monotonic() < until:
        if {path.name for path in folder.glob("retired-*.key")} != began:
            return
        time.sleep(0.01)


def _rotation(place: Place) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "memorial", "keys", "rotate"],
        env={"MEMORIAL_HOME": str(place.home), "PYTHONPATH": str(Path(__file__).parents[2])},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def _assert_each_code_opens(server: MemorialServer, acknowledged: list[Acknowledged]) -> None:
    for one in acknowledged:
        with PlainBrowser(server.url) as family:
            family.open_receipt(one.code)
            assert one.word in family.open("/receipt/words").text


def test_a_half_rotated_installation_serves_and_the_doctor_says_so(place: Place, start_memorial: StartMemorial) -> None:
    _fill(place)
    settings = load_settings({"MEMORIAL_HOME": str(place.home)})
    running = rotate(settings.keys.url, settings.keys.folder, page=100)
    next(running), next(running)
    running.close()

    server = start_memorial(place.home, env=AT_ONCE)
    one = give_until_acknowledged(server.url, place.base, new_word())
    said = run_memorial(["doctor"], place.home, env=AT_ONCE)
    server.stop()

    assert "begun and not ended" in said.stdout
    assert "memorial keys rotate" in said.stdout
    assert items_by_word(place, [one.word]) == {one.word: 1}
