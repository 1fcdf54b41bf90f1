#!/bin/sh
# mmdebstrap hook: lays a virtual environment over /usr/local, so that Debian's Python looks as in the official image.
set -eu
root=$1
wheels=$(dirname "$0")/wheels
python=$(find "$root/usr/bin" -name 'python3.[0-9]*' ! -name '*-*' -printf '%f\n')
chroot "$root" "/usr/bin/$python" -m venv --system-site-packages --without-pip /usr/local
mkdir "$root/tmp/wheels"
cp "$wheels"/*.whl "$root/tmp/wheels/"
pip=$(basename "$wheels"/pip-*.whl)
PYTHONPATH=/tmp/wheels/$pip chroot "$root" /usr/local/bin/python -m pip install --quiet --no-index --no-compile \
  --root-user-action=ignore --find-links /tmp/wheels pip setuptools wheel
rm -rf "$root/tmp/wheels" "$root/usr/local/lib64" "$root"/usr/local/bin/*ctivate*
