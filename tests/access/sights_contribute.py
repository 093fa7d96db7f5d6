"""The pages of families: before they begin, in the middle, at the end, and back with their code."""

from __future__ import annotations

from collections.abc import Mapping

from tests.access.sights import Sight, error

_M = "/<language>/<slug>"
_S, _T = f"{_M}/share", "/{l}/{m}"
_R = "/<language>/<slug>/interviews/<interview_id>/request"

CONTRIBUTE: tuple[Sight, ...] = (
    Sight(_S, f"{_T}/share"),
    Sight(_S, f"{_T}/share?person={{person}}"),
    Sight(_S, "/{l}/khojaly-1992/share", "empty"),
    Sight(_S, f"{_T}/share", "long", "draft"),
    Sight(f"{_S}/notice", f"{_T}/share/notice"),
    Sight(f"{_S}/who", f"{_T}/share/who", "empty", "begun"),
    Sight(f"{_S}/who", f"{_T}/share/who", "long", "draft"),
    error(f"{_S}/who", f"{_T}/share/who", "begun"),
    Sight(f"{_S}/who/new", f"{_T}/share/who/new", "long", "draft"),
    error(f"{_S}/who/new", f"{_T}/share/who/new", "named", died_day="31", died_month="2", died_year="1992"),
    Sight(f"{_S}/say", f"{_T}/share/say", "empty", "begun"),
    Sight(f"{_S}/say", f"{_T}/share/say", "long", "draft"),
    error(f"{_S}/say", f"{_T}/share/say", "begun"),
    Sight(f"{_S}/choices", f"{_T}/share/choices", "empty", "begun"),
    Sight(f"{_S}/choices", f"{_T}/share/choices", "long", "draft"),
    error(f"{_S}/choices", f"{_T}/share/choices", "begun"),
    Sight(f"{_S}/check", f"{_T}/share/check", "long", "draft"),
    Sight(f"{_S}/done", f"{_T}/share/done", "typical", "sent"),
    Sight(f"{_S}/save", f"{_T}/share/save", "long", "draft"),
    Sight(f"{_S}/done/print", f"{_T}/share/done/print", "typical", "sent"),
    Sight(f"{_S}/save/print", f"{_T}/share/save/print", "long", "draft"),
    Sight(f"{_S}/help", f"{_T}/share/help", "empty"),
    Sight(f"{_S}/paper", f"{_T}/share/paper", "empty"),
    Sight(f"{_M}/safety", f"{_T}/safety"),
    Sight("/receipt", "/receipt", "empty"),
    Sight("/receipt", "/receipt", "typical", "receipt"),
    Sight("/receipt", "/receipt", "long", "sent"),
    error("/receipt", "/receipt", code="1234"),
    Sight("/receipt/words", "/receipt/words", "typical", "sent"),
    Sight("/receipt/choices", "/receipt/choices", "typical", "receipt"),
    Sight("/receipt/return", "/receipt/return", "typical", "receipt"),
    Sight("/receipt/erase", "/receipt/erase", "typical", "receipt"),
    Sight("/receipt/take-back", "/receipt/take-back", "typical", "receipt"),
    error("/receipt/take-back", "/receipt/take-back", "receipt"),
    Sight("/receipt/record", "/receipt/record", "typical", "receipt"),
    Sight("/receipt/beside", "/receipt/beside", "typical", "receipt"),
    Sight("/receipt/guardian", "/receipt/guardian", "typical", "sent"),
    Sight("/receipt/hide-code", "/receipt/hide-code", "typical", "receipt"),
    Sight(f"{_M}/concern", f"{_T}/concern", "empty"),
    Sight(f"{_M}/concern", f"{_T}/concern?about={{person}}"),
    error(f"{_M}/concern", f"{_T}/concern?about={{person}}"),
    Sight(f"{_M}/concern/done", f"{_T}/concern/done", "typical", "concern"),
    Sight("/receipt/concern", "/receipt/concern", "typical", "concern"),
    Sight("/receipt/access", "/receipt/access", "typical", "wish"),
    Sight(_R, f"{_T}/interviews/{{on_request}}/request", "empty"),
    error(_R, f"{_T}/interviews/{{on_request}}/request"),
    Sight(f"{_R}/done", f"{_T}/interviews/{{on_request}}/request/done", "typical", "wish"),
    Sight("/receipt/interview", "/receipt/interview", "typical", "narrator"),
    Sight("/receipt/interview/read", "/receipt/interview/read?t={transcript}", "long", "narrator"),
    Sight("/access/<token>", "/access/{m}", "error", status=404),
    Sight("/leave", "/leave?m={empty}", "empty"),
)

NO_PAGES: Mapping[str, str] = {
    "/static/<name>": "a file",
    "/favicon.ico": "a file",
    "/favicon.svg": "a file",
    "/<slug>/share": "leads on",
    "/<slug>/concern": "leads on",
    f"{_S}/uploads": "for programs",
    f"{_S}/uploads/<upload_id>": "for programs",
    f"{_S}/file/<file_id>/<size>.<fmt>": "a file",
    f"{_S}/done/receipt.txt": "a file",
    "/receipt/record.json": "a file",
    "/receipt/everything.zip": "a file",
    "/receipt/file/<file_id>/<size>.<fmt>": "a file",
    "/receipt/file/<file_id>.<fmt>": "a file",
    "/receipt/interview/media/<recording_id>.<fmt>": "a file",
    "/receipt/interview/keep-back": "needs a line of a transcript: seen by tests/journeys/test_oral_history.py",
    "/access/<token>/media/<recording_id>.<fmt>": "a file",
}
