"""What the blog adds to templates."""
