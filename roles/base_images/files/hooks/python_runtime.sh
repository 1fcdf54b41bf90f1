#!/bin/sh
# mmdebstrap hook: the same layout as hooks/python.sh makes, but without pip.
set -eu
local=$1/usr/local
mkdir -p "$local/lib/python3.11/site-packages"
ln -s /usr/bin/python3.11 "$local/bin/python3.11"
ln -s python3.11 "$local/bin/python3"
ln -s python3.11 "$local/bin/python"
printf 'home = /usr/bin\ninclude-system-site-packages = true\nversion = 3.11.2\n' >"$local/pyvenv.cfg"
