"""How fast addresses are checked, beside other ways to do it."""
