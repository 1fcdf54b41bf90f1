#!/bin/sh
# Makes conf.d/NAME.conf from each templates/NAME.conf.template, replacing variables that are set and no other.
set -e
templates=${NGINX_ENVSUBST_TEMPLATE_DIR:-/etc/nginx/templates}
output=${NGINX_ENVSUBST_OUTPUT_DIR:-/etc/nginx/conf.d}
suffix=${NGINX_ENVSUBST_TEMPLATE_SUFFIX:-.template}
[ -d "$templates" ] || exit 0
if [ ! -w "$output" ]; then
  echo "$0: $output is not writable, templates skipped" >&2
  exit 0
fi
variables=$(env | sed -n 's/^\([A-Za-z_][A-Za-z0-9_]*\)=.*/${\1}/p' | grep -E "${NGINX_ENVSUBST_FILTER:-.}" | tr '\n' ' ')
cd "$templates"
find . -type f -name "*$suffix" | while read -r template; do
  mkdir -p "$output/$(dirname "$template")"
  envsubst "$variables" <"$template" >"$output/${template%"$suffix"}"
done
