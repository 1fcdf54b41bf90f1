"""What may be asked of a vehicle."""
