#!/bin/sh
# Runs what lies in /docker-entrypoint.d before nginx starts; *.envsh is sourced, so that it can set variables.
set -e
if [ "$1" = nginx ]; then
  for file in /docker-entrypoint.d/*; do
    [ -x "$file" ] || continue
    # shellcheck source=/dev/null
    case $file in
      *.envsh) . "$file" ;;
      *.sh) "$file" ;;
    esac
  done
fi
exec "$@"
