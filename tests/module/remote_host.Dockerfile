# A host that is reached by ssh, with a user in the group docker, and one who may become root besides; for tests only.
FROM python:3.11-slim
RUN apt-get update \
    && apt-get install --yes --no-install-recommends openssh-server sudo \
    && rm -rf /var/lib/apt/lists/* \
    && mkdir -p /run/sshd
ARG DOCKER_GID
RUN groupadd --non-unique --gid "$DOCKER_GID" of-the-socket \
    && for user in builder admin; do useradd --create-home --groups of-the-socket --password '*' "$user"; done \
    && echo 'admin ALL=(ALL) NOPASSWD: ALL' > /etc/sudoers.d/admin
COPY key.pub /etc/ssh/authorized_keys
CMD ["/usr/sbin/sshd", "-D", "-e", "-o", "AuthorizedKeysFile=/etc/ssh/authorized_keys"]
