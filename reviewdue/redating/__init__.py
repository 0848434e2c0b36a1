"""Dates go back to where a page comes from: the same written form, the same bytes around them."""
