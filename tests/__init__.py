"""The tests, arranged like the apps that they are about."""
