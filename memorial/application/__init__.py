"""Use cases: plain functions named after what they do."""
