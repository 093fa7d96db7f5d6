"""Make `.venv` with the locked packages, and find the programs that tests need, with the standard library alone.

    python3 config/setup/bootstrap_environment.py run       what the program needs
    python3 config/setup/bootstrap_environment.py test      that, and what its tests need
    python3 config/setup/bootstrap_environment.py programs  browser, proxy, unit checker and scripts for the tests
    python3 config/setup/bootstrap_environment.py scripts   all that package.json names, what single commands need too
    python3 config/setup/bootstrap_environment.py lock [--upgrade]  write the locks again from pyproject.toml

All but the last are safe to repeat and do nothing when nothing changed. It starts on any Python from 3.7, so that an
old one is told kindly that it is too old.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ENVIRONMENT = ROOT / ".venv"
PYTHON = ENVIRONMENT / "bin" / "python"
TOOLS = ROOT / ".tools"
LOCKS = {"run": ROOT / "config" / "requirements.txt", "test": ROOT / "config" / "requirements-test.txt"}
UV_LOCK = ROOT / "config" / "setup" / "uv.txt"
OLDEST = (3, 11)
# Twice quiet: without its warnings, with its errors.
PIP_OPTIONS = ("--quiet", "--quiet", "--no-input", "--disable-pip-version-check")

# What it is for, the names under which it is found, Debian's package, whether tests can do without it.
PROGRAMS = (
    ("the browser tests", ("chromium", "chromium-browser", "google-chrome"), "chromium", False),
    ("the test of a text-only browser", ("w3m",), "w3m", False),
    ("the tests of access", ("npm",), "npm", False),
    ("the check of the HTML", ("java",), "default-jre-headless", False),
    ("the proxy test", ("nginx",), "nginx", False),
    ("the tests of failing disks", ("cc", "gcc"), "build-essential", False),
    ("the test of the systemd unit", ("systemd-analyze",), "systemd", True),
)


# What tests run in the browser: npm's name for it, its version, the SHA-256 of the package.
SCRIPTS = (("tus-js-client", "4.3.1", "919f46808b2c689be9214df5c0f21879bee4a4599b34e212ada8f14de1db9bc0"),)


class SetupError(Exception):
    """Something is missing that this script cannot provide. The message says what to do."""


def main(arguments: list[str]) -> int:
    wanted, options = arguments[0] if arguments else "", arguments[1:]
    try:
        if wanted == "lock" and options in ([], ["--upgrade"]):
            write_locks(options)
        elif wanted == "programs" and not options:
            install_programs()
            fetch_scripts()
            install_from_npm(everything=False)
        elif wanted == "scripts" and not options:
            install_from_npm(everything=True)
        elif wanted in LOCKS and not options:
            make_environment(wanted)
        else:
            print(__doc__, file=sys.stderr)
            return 2
    except SetupError as problem:
        print(f"\n{problem}", file=sys.stderr)
        return 1
    return 0


def make_environment(kind: str) -> None:
    """Bring `.venv` to the lock of that kind, with the project itself installed from this folder."""
    if stamp_of(kind).is_file() and PYTHON.exists() and stamp_of(kind).read_text() == fingerprint(kind):
        return
    if sys.version_info < OLDEST:
        continue_with_newer_python()
    if not environment_works():
        create_environment()
    print(f"Installing the packages of {LOCKS[kind].relative_to(ROOT)} (a minute or two the first time) …", flush=True)
    install = installer()
    run([*install, "--require-hashes", "-r", str(LOCKS[kind])], "The packages could not be installed.")
    run([*install, "--no-deps", "--no-build-isolation", "-e", str(ROOT)], "The program could not be installed.")
    for satisfied in ("run", "test") if kind == "test" else ("run",):
        stamp_of(satisfied).write_text(fingerprint(satisfied))


def stamp_of(kind: str) -> Path:
    return ENVIRONMENT / f"memorial-{kind}.stamp"


def fingerprint(kind: str) -> str:
    """Changes with the lock, with the project's own description and with the folder (scripts hold its path)."""
    digest = hashlib.sha256(str(ROOT).encode())
    for path in (LOCKS[kind], ROOT / "pyproject.toml", Path(__file__)):
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def continue_with_newer_python() -> None:
    for minor in range(20, OLDEST[1] - 1, -1):
        candidate = shutil.which(f"python3.{minor}")
        if candidate and works(candidate):
            os.execv(candidate, [candidate, __file__, *sys.argv[1:]])  # noqa: S606 - replaces this process, no shell
    raise SetupError(
        f"Python {OLDEST[0]}.{OLDEST[1]} or newer is needed; this is {sys.version.split()[0]}. "
        "Install a newer one and run the command again, or name it: make demo PYTHON=/path/to/python3"
    )


def works(python: str) -> bool:
    """Whether that interpreter starts and is new enough."""
    check = f"import sys; sys.exit(sys.version_info < {OLDEST!r})"
    return subprocess.run([python, "-c", check], stderr=subprocess.DEVNULL, check=False).returncode == 0


def environment_works() -> bool:
    """Whether `.venv` can be kept: its Python starts, and it was not made for another folder."""
    if not PYTHON.exists() or not works(str(PYTHON)):
        return False
    script = ENVIRONMENT / "bin" / "activate"
    return script.is_file() and str(ENVIRONMENT) in script.read_text(errors="replace")


def create_environment() -> None:
    if ENVIRONMENT.exists():
        shutil.rmtree(ENVIRONMENT)
    print(f"Making {ENVIRONMENT.name} with Python {sys.version.split()[0]} …", flush=True)
    if not has("ensurepip") and not has("pip"):
        install_with_apt(["python3-venv"], "Python's own installer")
    if has("ensurepip"):
        run([sys.executable, "-m", "venv", str(ENVIRONMENT)], "The environment could not be made.")
    else:
        run([find_uv(), "venv", "--quiet", "--python", sys.executable, str(ENVIRONMENT)], "No environment was made.")


def has(module: str) -> bool:
    importlib.invalidate_caches()
    return importlib.util.find_spec(module) is not None


def installer() -> list[str]:
    """The command that installs packages into `.venv`: its own pip, which knows this machine's settings, else uv."""
    pip = [str(PYTHON), "-m", "pip"]
    if subprocess.run([*pip, "--version"], capture_output=True, check=False).returncode == 0:
        return [*pip, "install", *PIP_OPTIONS]
    return [find_uv(), "pip", "install", "--quiet", "--python", str(PYTHON)]


def find_uv() -> str:
    """uv from `.venv` or `.tools`; it is put into `.tools` when it is in neither."""
    for folder in (ENVIRONMENT, TOOLS):
        if (folder / "bin" / "uv").exists():
            return str(folder / "bin" / "uv")
    if not has("pip"):
        raise SetupError(f"Nothing in {ENVIRONMENT} can install packages: remove that folder and try again.")
    pip = [sys.executable, "-m", "pip", "install", *PIP_OPTIONS, "--target", str(TOOLS)]
    run([*pip, "--require-hashes", "-r", str(UV_LOCK)], "uv could not be installed.")
    return str(TOOLS / "bin" / "uv")


def run(command: list[str], failure: str) -> None:
    # uv brings its own certificates; a machine behind a company's proxy needs the system's.
    surroundings = {"UV_SYSTEM_CERTS": "1", "PIP_REQUIRE_VIRTUALENV": "0", **os.environ}
    if subprocess.run(command, cwd=ROOT, env=surroundings, stdin=subprocess.DEVNULL, check=False).returncode:
        raise SetupError(f"{failure} The lines above say why. When that is mended, run the command again.")


def write_locks(options: list[str]) -> None:
    """Pin every package with its hashes, for all systems and Pythons at once, without the address of any registry."""
    if sys.version_info < OLDEST:
        continue_with_newer_python()
    compile_lock = [
        *(find_uv(), "pip", "compile", "--quiet", "--no-config", *options, "--universal", "--python-version", "3.11"),
        *("--generate-hashes", "--no-header", "--no-annotate", "--no-emit-index-url", "--no-emit-find-links"),
    ]
    runtime = str(LOCKS["run"])
    failure = "The locks could not be written."
    run([*compile_lock, "pyproject.toml", "--extra", "build", "--output-file", runtime], failure)
    same = ["--constraint", runtime]
    run([*compile_lock, "pyproject.toml", "--all-extras", *same, "--output-file", str(LOCKS["test"])], failure)
    run([*compile_lock, str(UV_LOCK.with_suffix(".in")), "--output-file", str(UV_LOCK)], failure)


def install_programs() -> None:
    missing = [entry for entry in PROGRAMS if not any(find_program(name) for name in entry[1])]
    if missing and can_use_apt():
        install_with_apt([package for _, _, package, _ in missing], "what the tests need")
        missing = [entry for entry in missing if not any(find_program(name) for name in entry[1])]
    for purpose, names, package, dispensable in missing:
        if dispensable:
            print(f"{names[0]} is not on this machine: {purpose} will be skipped (Debian's package: {package}).")
    needed = [entry for entry in missing if not entry[3]]
    if needed:
        listed = "\n".join(f"  {names[0]}, for {purpose}" for purpose, names, _, _ in needed)
        packages = " ".join(package for _, _, package, _ in needed)
        raise SetupError(
            f"The tests need programs that this script could not install:\n{listed}\n"
            f"On Debian or Ubuntu: sudo apt-get install {packages}\n"
            "Then run the command again. `make test-fast` does without them."
        )


def fetch_scripts() -> None:
    """Put the packages into `.tools/npm`, each only if it is the very one that is named here."""
    folder = TOOLS / "npm"
    for name, version, digest in SCRIPTS:
        package = folder / f"{name}-{version}.tgz"
        if package.is_file() and hashlib.sha256(package.read_bytes()).hexdigest() == digest:
            continue
        folder.mkdir(parents=True, exist_ok=True)
        command = ["npm", "pack", f"{name}@{version}", "--silent", "--pack-destination", str(folder)]
        if find_program("npm") is None or subprocess.run(command, stdout=subprocess.DEVNULL, check=False).returncode:
            print(f"{name} is not on this machine, and npm cannot fetch it: the test that needs it will be skipped.")
            continue
        if hashlib.sha256(package.read_bytes()).hexdigest() != digest:
            package.unlink()
            raise SetupError(f"What npm gave for {name} {version} is not what was looked at: it is removed again.")


def install_from_npm(*, everything: bool) -> None:
    """Put the packages of package.json into `node_modules`, exactly as the lock has them; what tests need, or all."""
    stamp = ROOT / "node_modules" / "memorial.stamp"
    files = (ROOT / "package.json", ROOT / "package-lock.json")
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()
    kinds = ("all",) if everything else ("all", "tests")
    if stamp.is_file() and stamp.read_text() in [f"{digest} {kind}" for kind in kinds]:
        return
    print("Installing the packages of package.json …", flush=True)
    command = ["npm", "ci", "--silent", "--ignore-scripts", "--no-audit", "--no-fund"]
    command += [] if everything else ["--omit=dev"]
    there = find_program("npm") is not None
    if not there or subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL, check=False).returncode:
        print("npm cannot fetch the packages of package.json: the tests that need them are left out, or fail in CI.")
        return
    stamp.write_text(f"{digest} {kinds[-1]}")


def find_program(name: str) -> str | None:
    return shutil.which(name, path=os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin"]))


def can_use_apt() -> bool:
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def install_with_apt(packages: list[str], purpose: str) -> None:
    """Install Debian packages without starting the services that they bring."""
    listed = " ".join(packages)
    if not can_use_apt():
        raise SetupError(f"This machine lacks {purpose}. On Debian or Ubuntu: sudo apt-get install {listed}")
    print(f"Installing {listed} with apt-get …", flush=True)
    with services_stay_stopped():
        surroundings = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for command in (["update"], ["install", "--yes", "--no-install-recommends", *packages]):
            subprocess.run(
                ["apt-get", "--quiet", "--quiet", *command],
                env=surroundings,
                stdin=subprocess.DEVNULL,
                stdout=sys.stderr,
                check=False,  # what counts is whether the program is there afterwards
            )


@contextlib.contextmanager
def services_stay_stopped() -> Iterator[None]:
    """Debian asks this script before it starts a service; 101 means no: tests need no server on port 80."""
    policy = Path("/usr/sbin/policy-rc.d")
    if policy.exists():
        yield
        return
    policy.write_text("#!/bin/sh\nexit 101\n")
    policy.chmod(0o755)
    try:
        yield
    finally:
        policy.unlink()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
