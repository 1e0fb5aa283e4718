"""Posts, and everything that is done to posts."""
