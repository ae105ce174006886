"""What the office decides, read from its rule files."""
