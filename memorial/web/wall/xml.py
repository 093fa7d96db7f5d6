"""Small XML documents, written as text with every value escaped."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape, quoteattr

# What XML 1.0 cannot hold, not even escaped.
_NOT_IN_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def element(name: str, text: str = "", **attributes: str) -> str:
    """`<name …>text</name>`. A colon in an attribute's name is written as two underscores: `xml__lang`."""
    return opened(name, **attributes) + escape(_NOT_IN_XML.sub("", text)) + f"</{name}>"


def opened(name: str, **attributes: str) -> str:
    written = "".join(
        f" {key.replace('__', ':')}={quoteattr(_NOT_IN_XML.sub('', value))}" for key, value in attributes.items()
    )
    return f"<{name}{written}>"


def empty(name: str, **attributes: str) -> str:
    return opened(name, **attributes)[:-1] + "/>"
