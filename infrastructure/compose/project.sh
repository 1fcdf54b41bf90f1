#!/bin/sh
# Sourced in the root of a checkout by scripts that have set `kind` and `compose_file`: the Compose project of this checkout.
# Each checkout has one of its own. COMPOSE_PROJECT_NAME gives it another name, so that several can run.
set -eu
checkout=$(pwd -P | cksum)
export COMPOSE_PROJECT_NAME="${COMPOSE_PROJECT_NAME:-sovd-${kind:?}-${checkout%% *}}"

fail() { echo "$kind: $*" >&2; exit 1; }
compose() { docker compose --file "infrastructure/compose/${compose_file:?}" "$@"; }
name() { echo "$COMPOSE_PROJECT_NAME"; }

# Those of these images that the engine has not.
absent_of() {
  for image in "$@"; do
    docker image inspect "$image" >/dev/null 2>&1 || echo "$image"
  done
}
