"""Who sends a request, told by a bearer token."""
