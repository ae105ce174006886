"""What solved tickets teach."""
