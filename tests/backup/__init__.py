"""Backup, restore, and erasure that reaches both."""
