"""One encrypted file that holds an installation without its keys, and the way back out of it."""
