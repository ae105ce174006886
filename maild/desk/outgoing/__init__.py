"""Letters on their way: sent, retried, collected, or come back."""
