"""The indicators of the procedures and the time norms of their steps (MAD-19, MAD-20)."""
