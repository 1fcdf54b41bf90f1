#!/bin/sh
# toolchain.sh runtime|dev: makes .venv from the locked requirements. Does nothing while the locks and the path are the same.
# toolchain.sh remove: removes it.
set -eu
cd "$(dirname "$0")/.."
wanted=${1:-}

say() { echo "toolchain: $*"; }
fail() { say "$*" >&2; exit 1; }
remove_venv() { rm -rf "$(readlink -f .venv)" .venv; }

case $wanted in
  runtime) satisfied_by="runtime dev" ;;
  dev) satisfied_by="dev" ;;
  remove)
    remove_venv
    exit
    ;;
  *) fail "'$wanted' is no toolchain, say runtime, dev or remove" ;;
esac

# What a toolchain depends on: its locks, and the path that its scripts carry in their first line.
state_of() { pwd; cat "requirements/$1.txt" requirements/collections.txt | cksum; }

for name in $satisfied_by; do
  [ "$(cat ".venv/$name.made" 2>/dev/null)" != "$(state_of "$name")" ] || exit 0
done

has_ensurepip() { "$1" -c 'import ensurepip' 2>/dev/null; }

# Debian has ensurepip in a package of its own.
installs_ensurepip() { [ "$1" = "$debians" ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; }

# Not one from a virtual environment, which may be the very .venv that is made again. That of the distribution comes first:
# it is built with profile-guided optimization, which version managers leave out by default, and which CONTRIBUTING.md has figures of.
debians=/usr/bin/python3
find_python() {
  fits='import sys; sys.exit(sys.version_info < (3, 11) or sys.prefix != sys.base_prefix)'
  for python in "${PYTHON:-}" "$debians" python3 python3.14 python3.13 python3.12 python3.11; do
    if [ -n "$python" ] && "$python" -c "$fits" 2>/dev/null; then
      python=$("$python" -c 'import sys; print(sys.executable)')
      if has_ensurepip "$python" || installs_ensurepip "$python"; then
        echo "$python"
        return
      fi
    fi
  done
  fail "no Python 3.11 or newer that can make virtual environments was found; install one (on Debian: python3-venv), or name it: PYTHON=/path/to/python3 make"
}

# Ansible's async tasks cannot start an interpreter whose path holds a space: then .venv is a link to a place without one.
make_venv() {
  remove_venv
  case $(pwd) in
    *\ *)
      place=${XDG_CACHE_HOME:-$HOME/.cache}/sovd.prod_images/venv-$(pwd | cksum | cut -d' ' -f1)
      # Another tree may have been there, with another Python.
      "$1" -m venv --clear "$place"
      ln -s "$place" .venv
      ;;
    *) "$1" -m venv .venv ;;
  esac
}

python=$(find_python)
has_ensurepip "$python" || {
  say "$python lacks ensurepip, installing Debian's python3-venv"
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -qq --yes --no-install-recommends python3-venv >/dev/null
}
[ "$(sed -n 1p ".venv/runtime.made" 2>/dev/null)" = "$(pwd)" ] || make_venv "$python"

# Where nothing else is configured, trust what the host trusts.
bundle=/etc/ssl/certs/ca-certificates.crt
if [ -z "${PIP_CERT:-}" ] && [ -f "$bundle" ] && ! .venv/bin/pip config get global.cert >/dev/null 2>&1; then
  export PIP_CERT=$bundle
fi

install_by_pip() { .venv/bin/pip install --quiet --disable-pip-version-check --require-hashes -r "$1"; }

# A tenth of the time of pip, whose index and certificates it takes, but no other of its settings.
install_by_uv() {
  index=${PIP_INDEX_URL:-$(.venv/bin/pip config get global.index-url 2>/dev/null)} || index=
  [ -z "$index" ] || export UV_DEFAULT_INDEX="${UV_DEFAULT_INDEX:-$index}"
  authorities=${PIP_CERT:-$(.venv/bin/pip config get global.cert 2>/dev/null)} || authorities=
  [ -z "$authorities" ] || export SSL_CERT_FILE="${SSL_CERT_FILE:-$authorities}"
  # By its real path, or the tools would begin with the one that holds a space.
  .venv/bin/uv pip install --quiet --python "$(readlink -f .venv)/bin/python" --require-hashes -r "$1"
}

say "installing requirements/$wanted.txt into .venv with $python (about 20 s)"
if [ "$wanted" = dev ]; then
  sed -n '/^uv==/,/[^\\]$/p' requirements/dev.txt >.venv/uv.txt
  install_by_pip .venv/uv.txt
  install_by_uv requirements/dev.txt
else
  install_by_pip requirements/runtime.txt
fi
say "adding community.docker and ansible.posix (about 3 s)"
.venv/bin/python scripts/add_collections.py requirements/collections.txt
state_of runtime >.venv/runtime.made
[ "$wanted" = runtime ] || state_of dev >.venv/dev.made
