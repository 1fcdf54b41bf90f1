"""Serves TLS itself, by a certificate that it has made."""

from __future__ import annotations

import trustme
import uvicorn
from fastapi import FastAPI

app = FastAPI()


@app.get("/health")
def health() -> str:
    return "well"


def main() -> None:
    """Serve until told to end."""
    made = trustme.CA().issue_cert("shop.example")
    made.private_key_and_cert_chain_pem.write_to_path("/tmp/pem")
    uvicorn.run(app, host="0.0.0.0", port=8443, ssl_certfile="/tmp/pem")


if __name__ == "__main__":
    main()
