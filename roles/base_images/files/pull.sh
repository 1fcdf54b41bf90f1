#!/bin/sh
# pull.sh IMAGE SECONDS: pulls the image; gives up when the registry has not begun to answer by then.
set -eu
image=$1
tries=$(($2 * 5))
output=$(mktemp)
trap 'rm -f "$output"' EXIT

docker pull "$image" >"$output" 2>&1 &
pull=$!
until grep -q 'Pulling' "$output" || ! kill -0 "$pull" 2>/dev/null; do
  if [ "$tries" = 0 ]; then
    kill "$pull"
    echo "the registry did not begin to answer within $2 s" >&2
    exit 1
  fi
  tries=$((tries - 1))
  sleep 0.2
done
wait "$pull" || { cat "$output" >&2; exit 1; }
