"""Every place where staff's secrets are compared follows the one rule of `prove`, or says here why it needs none."""

from __future__ import annotations

import ast

from tests.architecture.source_tree import python_files

COMPARES = {("passwords", "verify"), ("passwords", "totp_step"), ("passwords", "use_recovery_code"),
            ("passkeys", "proved")}  # fmt: skip
"""Where a password, a code or a passkey's signature is looked at, as in `services.passwords.verify`."""

BY_THE_RULE = {
    "staff_entry.change_password",
    "staff_entry.new_recovery_codes",
    "step_up.by_code",
    "step_up.by_password",
    "step_up.by_passkey",
    "factors.second_factor",
}
NO_SESSION_YET = {"staff_entry.sign_in", "factors.sign_in"}
"""They open one; failed attempts of a network are slowed down."""
ON_THE_PAGE_ITSELF = {"staff_entry.enrol", "factors.change_authenticator"}
"""The secret behind the code was shown to the same browser a moment ago: there is nothing to guess."""
FOR_OTHERS = {"factors.proved_by", "staff_entry._proved"}
"""What the others, and `staff_entry.second_factor`, give to `prove`."""


def names_in(function: ast.FunctionDef) -> set[str]:
    """Every name that is used in there, called at once or handed on."""
    names = {node.attr for node in ast.walk(function) if isinstance(node, ast.Attribute)}
    return names | {node.id for node in ast.walk(function) if isinstance(node, ast.Name)}


def compares(function: ast.FunctionDef) -> bool:
    pairs = {
        (node.value.attr, node.attr)
        for node in ast.walk(function)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Attribute)
    }
    return bool(pairs & COMPARES) or "proved_by" in names_in(function)


def functions(*folders: str) -> dict[str, ast.FunctionDef]:
    return {
        f"{path.stem}.{node.name}": node
        for path in python_files(*folders)
        for node in ast.parse(path.read_text("utf-8")).body
        if isinstance(node, ast.FunctionDef)
    }


def places(*folders: str) -> set[str]:
    """The functions that look at a secret."""
    return {name for name, function in functions(*folders).items() if compares(function)}


def test_a_new_place_that_compares_a_secret_says_how_guesses_end() -> None:
    known = BY_THE_RULE | NO_SESSION_YET | ON_THE_PAGE_ITSELF | FOR_OTHERS

    assert places("memorial/application") == known, "a new one: give it to `prove`, or say why it needs no count"


def test_what_follows_the_rule_gives_its_secret_to_it() -> None:
    found = functions("memorial/application")

    ruled = BY_THE_RULE | {"staff_entry.second_factor"}
    assert {name for name in ruled if "prove" not in names_in(found[name])} == set()


def test_pages_and_commands_compare_nothing_themselves() -> None:
    assert places("memorial/web", "memorial/cli") == set()
