"""The one type that templates print unescaped: HTML that went through the sanitiser."""

from __future__ import annotations

from typing import NoReturn, final


@final
class SafeHtml:
    """Sanitised HTML. Only `from_sanitiser` makes one, and nothing can change it afterwards."""

    __slots__ = ("html",)

    html: str

    def __init__(self) -> None:
        raise TypeError("SafeHtml is made by the sanitiser only: SafeHtml.from_sanitiser(html)")

    @classmethod
    def from_sanitiser(cls, html: str) -> SafeHtml:
        """For the module where the sanitisers run, and for reading back what it stored. Nobody else calls this."""
        if type(html) is not str:
            raise TypeError("sanitised HTML is plain text of type str")
        made = object.__new__(cls)
        object.__setattr__(made, "html", html)
        return made

    def __html__(self) -> str:
        return self.html

    def __bool__(self) -> bool:
        return bool(self.html)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, SafeHtml) and other.html == self.html

    def __hash__(self) -> int:
        return hash((SafeHtml, self.html))

    def __repr__(self) -> str:
        return f"SafeHtml({len(self.html)} characters)"

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError("SafeHtml cannot be changed")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError("SafeHtml cannot be changed")

    def __reduce__(self) -> tuple[object, ...]:
        return SafeHtml.from_sanitiser, (self.html,)
