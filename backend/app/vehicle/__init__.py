"""A simulated vehicle that speaks SOVD (ISO 17978-3) over HTTP: `python -m app.vehicle`."""
