"""What staff and requesters do by mail: commands, who may give them, what proves it, and what each of them does."""
