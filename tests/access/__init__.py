"""The bars of access: every page, in every language and shape that a reader may have it in."""
