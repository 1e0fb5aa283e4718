"""The editor's desk in the admin: what is to do, the reports about posts, and the guide."""
