# An nginx below 1.27.3, which cannot resolve the servers of an upstream again; for tests only.
FROM debian:bookworm-slim
RUN apt-get update \
    && apt-get install --yes --no-install-recommends nginx-light \
    && rm -rf /var/lib/apt/lists/*
