"""What it brings to share a check out."""
