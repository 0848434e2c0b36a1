"""How the work grows with the corpus: each step on a thousand, ten thousand and a hundred thousand pages."""
