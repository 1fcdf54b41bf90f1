"""Who sends a request and from which page, and whether they may."""
