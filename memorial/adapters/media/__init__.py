"""Photographs, recordings and papers as files: what they are, and reading them where a bad one can do no harm."""
