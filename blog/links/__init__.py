"""Where published pages link to, and whether anything is still there."""
