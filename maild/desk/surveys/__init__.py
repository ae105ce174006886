"""What requesters think of the work."""
