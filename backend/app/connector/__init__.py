"""Carry commands to vehicles and their answers back: `python -m app.connector`, in as many replicas as are wanted."""
