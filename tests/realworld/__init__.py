"""Real packages from the package index, at work inside engines."""
