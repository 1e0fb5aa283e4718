"""The whole site in one file, and back: `archive` reads and writes it, `databases` fills it."""
