"""One mail that came in: which ticket it is about, who wrote it, and what is kept of it."""
