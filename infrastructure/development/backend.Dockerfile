# The backend with its development requirements, on the base of the production image; for development and tests only.
FROM python:3.11-slim
WORKDIR /backend
RUN python -m venv /venv
ENV PATH=/venv/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
COPY requirements.txt requirements-dev.txt ./
RUN --mount=type=secret,id=ca,target=/etc/ssl/certs/ca-certificates.crt \
    --mount=type=cache,target=/root/.cache/pip \
    PIP_CERT=/etc/ssl/certs/ca-certificates.crt \
    pip install --disable-pip-version-check --require-hashes -r requirements.txt -r requirements-dev.txt
COPY . .
