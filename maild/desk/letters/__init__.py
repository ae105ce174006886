"""How what happens becomes letters: who gets which, and what stands in it."""
