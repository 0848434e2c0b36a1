"""How fast the commands start."""
