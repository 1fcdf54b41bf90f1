"""A stock of parts: an application of another shape than the one that the roles' defaults build."""
