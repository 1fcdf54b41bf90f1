"""SOVD Command WebApp: the HTTP and WebSocket API."""
