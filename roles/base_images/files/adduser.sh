#!/bin/sh
# adduser and addgroup with Alpine's options, which Debian's busybox is built without.
set -e
command=${0##*/}

first_free() { # FILE LOWEST: the first id from LOWEST on that the third field of FILE does not hold
  id=$2
  while cut -d: -f3 "$1" | grep -qx "$id"; do id=$((id + 1)); done
  echo "$id"
}
refuse() { echo "$command: $*" >&2; exit 1; }

system='' uid='' gid='' group='' gecos='' home='' no_home='' shell=/sbin/nologin
while getopts 'SDHh:s:u:g:G:k:' option; do
  case $option in
    S) system=1 ;;
    D | k) ;;
    H) no_home=1 ;;
    h) home=$OPTARG ;;
    s) shell=$OPTARG ;;
    u) uid=$OPTARG ;;
    G) group=$OPTARG ;;
    g) gid=$OPTARG gecos=$OPTARG ;;
    *) exit 1 ;;
  esac
done
shift $((OPTIND - 1))
name=$1
lowest=1000
[ -z "$system" ] || lowest=100

if [ $# = 2 ]; then # addgroup USER GROUP
  grep -q "^$2:" /etc/group || refuse "unknown group $2"
  sed -i -e "s/^\($2:.*:..*\)\$/\1,$name/" -e "s/^\($2:[^:]*:[^:]*:\)\$/\1$name/" /etc/group
elif [ "$command" = addgroup ]; then
  ! grep -q "^$name:" /etc/group || refuse "group '$name' in use"
  echo "$name:x:${gid:-$(first_free /etc/group $lowest)}:" >>/etc/group
else
  ! grep -q "^$name:" /etc/passwd || refuse "user '$name' in use"
  uid=${uid:-$(first_free /etc/passwd $lowest)}
  if [ -n "$group" ]; then
    gid=$(sed -n "s/^$group:[^:]*:\([0-9]*\):.*/\1/p" /etc/group)
    [ -n "$gid" ] || refuse "unknown group $group"
  elif [ -n "$system" ]; then
    gid=65534
  else
    gid=$uid
    grep -q "^$name:" /etc/group || echo "$name:x:$gid:" >>/etc/group
  fi
  home=${home:-/home/$name}
  echo "$name:x:$uid:$gid:${gecos:-$name}:$home:$shell" >>/etc/passwd
  echo "$name:!:::::::" >>/etc/shadow
  [ -n "$no_home" ] || { mkdir -p "$home" && chown "$uid:$gid" "$home"; }
fi
