"""Diagnostic commands sent to vehicles: stored, listed and announced."""
