"""Killed at any operation on the disk, refused by the disk, or without power: what was acknowledged holds."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.durability.faults import power
from tests.durability.faults.acts import Told, broken, copy_of
from tests.durability.faults.disk import BROKEN, NO_SPACE, OVER_QUOTA, Fault, FaultyDisk, How, sample

pytestmark = [pytest.mark.system, pytest.mark.timeout(3600)]
FAMILIES = 3
SEEDS = 10


def _whole_run(disk: FaultyDisk, sound: Path, folder: Path, seed: int) -> int:
    """How many operations a run takes in which nothing goes wrong."""
    home = copy_of(sound, folder / f"whole{seed}")
    said = disk.run("acts", home, seed=seed, families=FAMILIES)
    told = Told()
    told.hear(said.lines)
    assert not said.trouble
    assert not told.failed
    assert len(told.codes) == FAMILIES
    assert broken(home, told) == []
    power.clean(home)
    return said.operations


@pytest.mark.parametrize("kills", [30, pytest.param(1_000, marks=pytest.mark.long)])
def test_killed_at_any_operation_nothing_acknowledged_is_lost_or_doubled(
    faulty_disk: FaultyDisk, sound_home: Path, tmp_path: Path, kills: int
) -> None:
    chance, killed, problems = random.Random(kills), 0, dict[str, list[str]]()
    for seed in range(SEEDS):
        most = _whole_run(faulty_disk, sound_home, tmp_path, seed)
        for at in sample(kills // SEEDS, most, chance):
            home, told = copy_of(sound_home, tmp_path / "killed"), Told()
            said = faulty_disk.run("acts", home, fault=Fault(at, How.KILLED), seed=seed, families=FAMILIES)
            killed += said.killed
            told.hear(said.lines)
            if found := broken(home, told):
                problems[f"seed {seed}, operation {at}"] = found
            power.clean(home)

    print(f"killed {killed} times")
    assert killed >= kills * 0.9
    assert problems == {}


@pytest.mark.parametrize("trials", [8, pytest.param(10_000, marks=pytest.mark.long)])
@pytest.mark.parametrize("error", [NO_SPACE, BROKEN, OVER_QUOTA])
@pytest.mark.parametrize("how", [How.FAILS_ONCE, How.FAILS_FROM_THEN_ON])
def test_a_disk_that_refuses_any_operation_loses_nothing_acknowledged(
    faulty_disk: FaultyDisk, sound_home: Path, tmp_path: Path, how: How, error: int, trials: int
) -> None:
    """After one refusal the same process goes on: it needs no new start."""
    chance, problems = random.Random(error), dict[str, list[str]]()
    most = _whole_run(faulty_disk, sound_home, tmp_path, 0)
    for at in sample(trials, most, chance):
        home, told = copy_of(sound_home, tmp_path / "refused"), Told()
        said = faulty_disk.run("acts", home, fault=Fault(at, how, error), seed=0, families=FAMILIES)
        told.hear(said.lines)
        found = broken(home, told)
        if how is How.FAILS_ONCE and len(told.codes) < FAMILIES - 1:
            found.append(f"only {len(told.codes)} of {FAMILIES} families could send: {told.failed}")
        if said.trouble:
            found.append(said.trouble)
        if found:
            problems[f"operation {at}"] = found
        power.clean(home)

    assert problems == {}


@pytest.mark.parametrize("points", [60, pytest.param(500, marks=pytest.mark.long)])
def test_without_power_at_any_moment_nothing_acknowledged_is_lost(
    faulty_disk: FaultyDisk, sound_home: Path, tmp_path: Path, points: int
) -> None:
    chance, problems, home = random.Random(points), dict[str, list[str]](), copy_of(sound_home, tmp_path / "home")
    disk = power.Disk(home)
    said = faulty_disk.run("acts", home, log=tmp_path / "log", seed=7, families=FAMILIES * 2)
    done = power.read_log(tmp_path / "log")
    assert len(done) >= said.operations > 100
    crashes = set(sample(points, len(done), chance))
    for number, operation in enumerate(done, start=1):
        disk.do(operation)
        if number not in crashes:
            continue
        found, told = tmp_path / "found" / "home", Told()
        disk.after_the_power_went(found, chance, kept=chance.choice([0, 0, 0.5, 1]))
        told.hear(line for line in said.lines if line["operations"] <= number)
        if wrong := broken(found, told):
            problems[f"operation {number}"] = wrong
        power.clean(found.parent)

    assert problems == {}


def test_the_checks_of_these_trials_see_what_is_wrong(
    sound_home: Path, faulty_disk: FaultyDisk, tmp_path: Path
) -> None:
    home, told = copy_of(sound_home, tmp_path / "home"), Told()
    told.hear(faulty_disk.run("acts", home, seed=3, families=2).lines)
    assert broken(home, told) == []
    first = next(iter(told.codes))

    told.begun["wnever"], told.done["wnever"], told.codes["wnever"] = {"gave"}, ["gave"], told.codes[first]
    told.done[first] = [*told.done[first], "hide"] if "accepted" in told.done[first] else told.done[first]

    assert "wnever was acknowledged and is lost" in broken(home, told)
