"""The rules, in plain Python: no database, no web, no clock of its own."""
