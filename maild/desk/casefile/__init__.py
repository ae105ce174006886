"""A whole case as one file that can be kept: the form, the history, and every mail as it came and went (SEC-4)."""
