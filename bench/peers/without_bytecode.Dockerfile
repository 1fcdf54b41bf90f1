# The same image, whose Python has to compile what it imports and may write none of it.
ARG IMAGE
FROM ${IMAGE}
USER 0
RUN ["/opt/venv/bin/python", "-B", "-c", "import pathlib\nfor top in ('usr', 'opt', 'app'):\n    for path in pathlib.Path('/', top).rglob('*.pyc'): path.unlink()"]
USER 1001:1001
ENV PYTHONDONTWRITEBYTECODE=1
