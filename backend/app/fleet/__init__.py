"""The vehicles that commands may be for."""
