"""Functions that make the state which their name says."""
