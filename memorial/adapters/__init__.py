"""The outside world: databases, files, keys, mail, media, markup."""
