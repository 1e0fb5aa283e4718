"""Measurements. Never part of the suite: they print what they see and judge nothing."""
