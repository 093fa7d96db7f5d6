"""Keeps the tests off the network: only loopback and unix sockets can be reached, and every other try is told.

It listens to the interpreter's audit events, which the C code raises before it acts, so no library can go round it
by keeping a reference to an older function. Two things do not pass here: libraries that open sockets in C of their
own (PostgreSQL's), and processes that tests start; those get loopback addresses and nothing else to talk to.
"""

from __future__ import annotations

import ipaddress
import socket
import sys
from collections.abc import Callable
from typing import Any


class NetworkIsOff(RuntimeError):
    """Something wanted an address outside this machine."""


class NetworkGuard:
    """Refuses what is not local and keeps a list of it: code that swallows the error is found all the same."""

    def __init__(self) -> None:
        self.attempts: list[str] = []
        self._on = False
        # The machine may look its own name up: the standard library does so when it greets a mail server.
        self._own_names = {"", "localhost", socket.gethostname()}
        self._checks: dict[str, Callable[[tuple[Any, ...]], str | None]] = {
            "socket.connect": self._address,
            "socket.sendto": self._address,
            "socket.sendmsg": self._address,
            "socket.getaddrinfo": self._name,
            "socket.gethostbyname": self._name,
            "socket.gethostbyaddr": self._name,
        }

    def install(self) -> None:
        """Begin. An audit hook cannot be taken out again, only told to be silent."""
        self._on = True
        told = frozenset(self._checks)

        # It is called thousands of times a second, for files, imports and much else that is not asked about here.
        def hear(event: str, arguments: tuple[Any, ...]) -> None:
            if event in told:
                self._hear(event, arguments)

        sys.addaudithook(hear)

    def silence(self) -> None:
        self._on = False

    def _hear(self, event: str, arguments: tuple[Any, ...]) -> None:
        if not self._on:
            return
        stranger = self._checks[event](arguments)
        if stranger is not None:
            told = f"{event} to {stranger}"
            self.attempts.append(told)
            raise NetworkIsOff(f"{told}: tests may reach loopback only")

    def _address(self, arguments: tuple[Any, ...]) -> str | None:
        """The address if it is not local; (socket, address), where a connected socket may send with no address."""
        asking, address = arguments[0], arguments[1]
        if address is None or asking.family == socket.AF_UNIX:
            return None
        if asking.family in {socket.AF_INET, socket.AF_INET6} and _is_loopback(address[0]):
            return None
        return repr(address)

    def _name(self, arguments: tuple[Any, ...]) -> str | None:
        """The name if looking it up could ask the network."""
        name = _text(arguments[0])
        return None if name in self._own_names or _is_loopback(name) else repr(name)


def _text(name: str | bytes | bytearray | None) -> str:
    if isinstance(name, bytes | bytearray):
        return name.decode("ascii", "replace")
    return name or ""


def _is_loopback(host: str | bytes | bytearray | None) -> bool:
    name = _text(host)
    if name == "localhost":
        return True
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        return False
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return (mapped or address).is_loopback
