"""Words against a people: lists as data, what in a text they point at, and the mirror that every list is held up to."""
