"""Files on a local disk: sealed masters and published access copies."""
