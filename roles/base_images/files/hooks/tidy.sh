#!/bin/sh
# mmdebstrap hook: removes what differs between runs or belongs to the host.
set -eu
root=$1
rm -rf "$root"/var/cache/debconf/*-old "$root"/var/lib/dpkg/*-old "$root"/var/log/*.log "$root/var/log/apt"
rm -rf "$root/etc/resolv.conf" "$root/etc/hostname" "$root/var/cache/ldconfig/aux-cache"
rm -rf "$root/usr/share/binfmts" "$root/usr/local/man" "$root/usr/local/share/man"
find "$root/usr" -name __pycache__ -prune -exec rm -rf {} +
