"""The one gate between what the archive keeps and what anyone may see."""
