"""The domain: tickets, their events and their targets; standard library only."""
