"""Many threads, engines and faults at once."""
