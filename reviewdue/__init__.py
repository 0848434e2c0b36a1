"""reviewdue keeps published health information in date: review dates and cited sources, joined."""

__version__ = "0.1.0"
