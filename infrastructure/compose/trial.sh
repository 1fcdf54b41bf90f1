#!/bin/sh
# trial.sh up: makes the secrets once, starts both images with a database and a Redis, and prints the address.
# trial.sh down: removes containers, networks, volumes and secrets.
# trial.sh name: prints the name under which this checkout's is known to the engine.
# SOVD_PORT is its port, 0 a free one.
set -eu
cd "$(dirname "$0")/../.."
kind=trial
compose_file=compose.yml
# shellcheck source=infrastructure/compose/project.sh
. infrastructure/compose/project.sh
SOVD_SECRETS=$(pwd)/build/trial/$COMPOSE_PROJECT_NAME
export SOVD_SECRETS

random() { od -An -N24 -tx1 /dev/urandom | tr -d ' \n'; }
# Containers read the files under user numbers of their own; the folder keeps the machine's other users out.
secret() { printf '%s\n' "$2" >"$SOVD_SECRETS.new/$1"; chmod 0444 "$SOVD_SECRETS.new/$1"; }

add_secret() { printf '%s\n' "$2" >"$SOVD_SECRETS/$1"; chmod 0444 "$SOVD_SECRETS/$1"; }

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
  secret seed_password "$(random)"
  secret redis_url "redis://:$redis_password@redis:6379/0"
  mv "$SOVD_SECRETS.new" "$SOVD_SECRETS"
}

absent_images() {
  # shellcheck disable=SC2046 # these are several words
  absent_of $(compose config --images | sort -u)
}

up() {
  if [ -n "$(absent_images)" ]; then
    compose pull --quiet database redis || true
    absent=$(absent_images | tr '\n' ' ')
    [ -z "$absent" ] || fail "no image ${absent}here: make images builds those of the application, and where no registry can be" \
      "reached, ansible-playbook playbooks/prepare_host.yml --extra-vars base_images_trial=true makes the others"
  fi
  [ -d "$SOVD_SECRETS" ] || make_secrets
  # A trial that was made before there were users has no password for them.
  [ -f "$SOVD_SECRETS/seed_password" ] || add_secret seed_password "$(random)"
  if ! compose up --detach --wait --wait-timeout 120; then
    compose logs --no-color --tail 20 >&2
    fail "not everything became healthy; see above, and make try-down to remove it"
  fi
  echo "user technician, password $(cat "$SOVD_SECRETS/seed_password")"
  echo "http://$(compose port frontend 80)"
}

down() {
  compose down --volumes --remove-orphans
  rm -rf "$SOVD_SECRETS" "$SOVD_SECRETS.new"
  rmdir build/trial build 2>/dev/null || true
}

case ${1:-} in
  up | down | name) "$1" ;;
  *) fail "'${1:-}' is nothing to do, say up, down or name" ;;
esac
