"""The use cases of the service desk, and the ports they speak through."""
