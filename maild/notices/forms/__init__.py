"""Printable documents: the only package that draws PDF, with the extra `pdf`."""
