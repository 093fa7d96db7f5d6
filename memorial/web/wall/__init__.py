"""What visitors read: pages, search, feeds. It knows the edition and nothing else."""

from memorial.web.wall.application import create_wall

__all__ = ["create_wall"]
