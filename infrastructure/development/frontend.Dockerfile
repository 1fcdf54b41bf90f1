# The frontend with its development dependencies, on the base of the production builder; for development and tests only.
FROM node:20-alpine
WORKDIR /frontend
COPY package.json package-lock.json ./
RUN --mount=type=secret,id=ca,target=/etc/ssl/certs/ca-certificates.crt \
    --mount=type=cache,target=/root/.npm \
    NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt npm ci
COPY . .
