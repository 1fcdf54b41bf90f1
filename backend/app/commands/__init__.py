"""Diagnostic commands for vehicles: stored, listed and announced."""
