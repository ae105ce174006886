"""The `maild` command: parse arguments, call one use case, print the answer."""
