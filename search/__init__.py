"""Finding posts and comments."""
