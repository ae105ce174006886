"""What managers are told each working day, each week and each month."""
