"""How a withheld name may be written, and how a text is read to find it; `names_in_text` is the door."""
