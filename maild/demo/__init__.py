"""The embedded servers, the cast and the story of `maild demo`."""
