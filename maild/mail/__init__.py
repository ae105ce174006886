"""Mail as RFC 5322 has it: bytes in, values out, no sockets."""
