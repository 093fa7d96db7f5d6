"""Record keys, the installation key that wraps them, and the peppers."""
