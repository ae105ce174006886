"""What of a ticket people are shown, and in which words."""
