"""Times that were promised: kept, warned of, explained, moved."""
