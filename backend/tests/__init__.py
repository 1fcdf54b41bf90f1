"""Tests against real processes, a real PostgreSQL and a real Redis."""
