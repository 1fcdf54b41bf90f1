#!/bin/sh
# trial.sh up: makes the secrets once, starts both images with a database and a Redis, and prints the address.
# trial.sh down: removes containers, networks, volumes and secrets.
# COMPOSE_PROJECT_NAME gives the trial another name, so that several can run; SOVD_PORT is its port, 0 a free one.
set -eu
cd "$(dirname "$0")/../.."
export COMPOSE_PROJECT_NAME="${COMPOSE_PROJECT_NAME:-sovd-trial}"
SOVD_SECRETS=$(pwd)/build/trial/$COMPOSE_PROJECT_NAME
export SOVD_SECRETS

fail() { echo "trial: $*" >&2; exit 1; }
compose() { docker compose --file infrastructure/compose/compose.yml "$@"; }
random() { od -An -N24 -tx1 /dev/urandom | tr -d ' \n'; }
# Containers read the files under user numbers of their own; the folder keeps the machine's other users out.
secret() { printf '%s\n' "$2" >"$SOVD_SECRETS.new/$1"; chmod 0444 "$SOVD_SECRETS.new/$1"; }

make_secrets() {
  volume=${COMPOSE_PROJECT_NAME}_database
  if docker volume inspect "$volume" >/dev/null 2>&1; then
    fail "the volume $volume holds a database whose password is gone with $SOVD_SECRETS: make try-down removes it"
  fi
  database_password=$(random)
  redis_password=$(random)
  rm -rf "$SOVD_SECRETS.new"
  mkdir -p "${SOVD_SECRETS%/*}"
  mkdir -m 0700 "$SOVD_SECRETS.new"
  secret database_password "$database_password"
  secret database_url "postgresql+asyncpg://sovd:$database_password@database:5432/sovd"
  secret jwt_secret "$(random)"
  secret redis_password "$redis_password"
  secret redis_settings "requirepass $redis_password
save \"\""
  secret redis_url "redis://:$redis_password@redis:6379/0"
  mv "$SOVD_SECRETS.new" "$SOVD_SECRETS"
}

absent_images() {
  for image in $(compose config --images | sort -u); do
    docker image inspect "$image" >/dev/null 2>&1 || echo "$image"
  done
}

up() {
  if [ -n "$(absent_images)" ]; then
    compose pull --quiet database redis || true
    absent=$(absent_images | tr '\n' ' ')
    [ -z "$absent" ] || fail "no image ${absent}here: make images builds those of the application, and where no registry can be" \
      "reached, ansible-playbook playbooks/prepare_host.yml --extra-vars base_images_trial=true makes the others"
  fi
  [ -d "$SOVD_SECRETS" ] || make_secrets
  if ! compose up --detach --wait --wait-timeout 120; then
    compose logs --no-color --tail 20 >&2
    fail "not everything became healthy; see above, and make try-down to remove it"
  fi
  echo "http://$(compose port frontend 80)"
}

down() {
  compose down --volumes --remove-orphans
  rm -rf "$SOVD_SECRETS" "$SOVD_SECRETS.new"
  rmdir build/trial build 2>/dev/null || true
}

case ${1:-} in
  up | down) "$1" ;;
  *) fail "'${1:-}' is nothing to do, say up or down" ;;
esac
