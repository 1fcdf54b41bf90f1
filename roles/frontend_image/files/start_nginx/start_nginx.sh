#!/bin/sh
# Starts nginx with what the environment of the container says, and any other command as it is. Runs with sh and awk of BusyBox or
# Debian, as any user, on a read-only root: /etc/nginx is copied to /tmp/nginx, and there the lines that end with the name of a
# variable are changed. A wrong value ends the container with one message and exit code 1.
set -eu

if [ "${1-}" != nginx ]; then
    exec "$@"
fi
shift

folder=/tmp/nginx
if ! mkdir -p "$folder" || ! : > "$folder/default.conf"; then
    echo "start_nginx: found no right to write to /tmp, expected a tmpfs there with mode 1777" >&2
    exit 1
fi

status=0
set -- -c "$folder/nginx.conf" "$@"
programs=/usr/local/lib/start_nginx
LC_ALL=C awk -f "$programs/environment.awk" -f "$programs/names.awk" -f "$programs/hsts.awk" -f "$programs/lines.awk" \
    -f "$programs/main.awk" /etc/nginx/conf.d/default.conf > "$folder/default.conf" || status=$?
case $status in
    0) ;;
    3) # Mounted, so that nobody has checked it yet.
        if ! said=$(nginx -t -q -c "$folder/nginx.conf" 2>&1); then
            case $said in *'[emerg] '*) said=${said#*'[emerg] '} ;; esac
            echo "start_nginx: nginx -t refuses what is mounted below /etc/nginx, expected a file that the role nginx_conf renders: ${said%%
*}" >&2
            exit 1
        fi
        ;;
    *) exit 1 ;;
esac
exec nginx "$@"
