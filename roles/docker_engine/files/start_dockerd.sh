#!/bin/sh
# start_dockerd.sh SECONDS: starts dockerd without an init system and waits until it answers.
set -eu
pid_file=/var/run/docker.pid
log=/var/log/dockerd.log

# A zombie has no exe.
runs() { [ -s "$1" ] && [ "$(basename "$(readlink "/proc/$(cat "$1")/exe")")" = "$2" ]; }

# A pid file that outlived its process may name another one today, and then dockerd refuses to start.
runs "$pid_file" dockerd || rm -f "$pid_file"
containerd_pid_file=/var/run/docker/containerd/containerd.pid
runs "$containerd_pid_file" containerd || rm -f "$containerd_pid_file"

[ -s "$pid_file" ] || setsid dockerd --pidfile "$pid_file" >>"$log" 2>&1 </dev/null &

tries=$(($1 * 2))
while [ "$tries" -gt 0 ]; do
  sleep 0.5
  if docker --host unix:///var/run/docker.sock version >/dev/null 2>&1; then exit 0; fi
  tries=$((tries - 1))
done
echo "dockerd did not answer within $1 s; the last lines of $log:" >&2
tail -n 5 "$log" >&2
exit 1
