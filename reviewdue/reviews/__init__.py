"""Finished reviews: what they say, what they must say, and what follows from them."""
