"""What runs: one thread a mailbox, one worker, one sender, one timetable."""
