"""The pages and the health of the desk over HTTP."""
