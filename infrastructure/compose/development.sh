#!/bin/sh
# development.sh up: builds images from the sources, starts them with a PostgreSQL, a Redis and a Prometheus, and prints the addresses.
# development.sh down: removes containers, networks, data and these images.
# development.sh name: prints the name under which this checkout's is known to the engine.
# SOVD_FRONTEND_PORT, _BACKEND_PORT, _DATABASE_PORT, _REDIS_PORT and _PROMETHEUS_PORT are its ports, 0 a free one.
set -eu
cd "$(dirname "$0")/../.."
kind=development
compose_file=development.yml
# shellcheck source=infrastructure/compose/project.sh
. infrastructure/compose/project.sh
others="database prometheus redis"

choose_bundle() {
  for file in "${SOVD_CA_BUNDLE:-}" /etc/ssl/certs/ca-certificates.crt /etc/pki/tls/certs/ca-bundle.crt /etc/ssl/cert.pem; do
    if [ -f "$file" ]; then
      export SOVD_CA_BUNDLE="$file"
      return
    fi
  done
  fail "no file with the certificates that this machine trusts: name one by SOVD_CA_BUNDLE"
}

wanted_images() {
  # shellcheck disable=SC2086 # these are several words
  compose config --images $others
  sed -n 's/^FROM //p' infrastructure/development/*.Dockerfile
}

up() {
  choose_bundle
  # shellcheck disable=SC2046 # these are several words
  for image in $(absent_of $(wanted_images)); do docker pull --quiet "$image" || true; done
  # shellcheck disable=SC2046
  absent=$(absent_of $(wanted_images) | tr '\n' ' ')
  [ -z "$absent" ] || fail "no image ${absent}here: where no registry can be reached," \
    "ansible-playbook playbooks/prepare_host.yml --extra-vars base_images_trial=true makes them"
  if ! compose up --build --detach --wait --wait-timeout 300; then
    compose logs --no-color --tail 20 >&2
    fail "not everything became healthy; see above, and make dev-down to remove it"
  fi
  echo "page        http://$(compose port frontend 3000)"
  echo "API         http://$(compose port backend 8000)/api/docs"
  echo "Prometheus  http://$(compose port prometheus 9090)"
  echo "PostgreSQL  postgresql://sovd@$(compose port database 5432)/sovd"
  echo "Redis       redis://$(compose port redis 6379)/0"
  echo "user technician, password for-development-only"
}

down() {
  compose down --volumes --remove-orphans
  docker image rm --force "$COMPOSE_PROJECT_NAME-backend:development" "$COMPOSE_PROJECT_NAME-frontend:development"
}

case ${1:-} in
  up | down | name) "$1" ;;
  *) fail "'${1:-}' is nothing to do, say up, down or name" ;;
esac
