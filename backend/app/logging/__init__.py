"""Logs as one JSON object a line, the application's and its libraries' alike."""
