#!/usr/bin/env bash
# A real S3 server on loopback for tests: Ceph's RADOS gateway from Debian's packages.
#
#   eval "$(tests/support/s3-server.sh start [FOLDER] [PORT])"   prints export lines; FOLDER and PORT default to new ones
#   tests/support/s3-server.sh pause  "$TEST_S3_FOLDER"          the gateway dies, what it stored stays
#   tests/support/s3-server.sh resume "$TEST_S3_FOLDER"          and is there again
#   tests/support/s3-server.sh stop   "$TEST_S3_FOLDER"          ends the server and removes its data
#
# One monitor, one object daemon that keeps everything in memory, one gateway: that is all S3 takes. Packages are
# installed where they are missing and this runs as root. Settings: TEST_S3_ACCESS_KEY_ID, TEST_S3_SECRET_ACCESS_KEY,
# TEST_S3_MEMORY_MIB. AWS_* is left alone on purpose: nobody's real keys may end up in a test server.
set -euo pipefail

say() { echo "s3-server: $*" >&2; }
die() { say "$*"; exit 1; }

command=${1:-}
case $command in
  start) data=$(realpath -m "${2:-$(mktemp -d -t packshot-s3-XXXXXX)}") ;;
  pause | resume | stop) data=$(realpath -m "${2:-${TEST_S3_FOLDER:?which FOLDER?}}") ;;
  *) die "start [FOLDER] [PORT], or pause, resume, stop FOLDER" ;;
esac
cluster=$data/cluster
conf=$cluster/ceph.conf

listening() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# Pids get reused: one counts as ours only while its command line names our configuration.
ours() { tr '\0' '\n' 2>/dev/null <"/proc/$1/cmdline" | grep -qxF "$conf"; }

pid_of() { cat "$cluster/$1.pid"; }

# -f keeps a daemon in the foreground, so that $! is its own pid.
spawn() {
  local name=$1
  shift
  setsid "$@" -c "$conf" -f </dev/null >"$cluster/log/$name.out" 2>&1 &
  echo $! >"$cluster/$name.pid"
  disown
}

spawn_gateway() {
  spawn gateway radosgw -n client.rgw
  local end=$((SECONDS + 40))
  until curl -s -o /dev/null --max-time 2 "$(cat "$cluster/url")"; do
    for name in monitor objects gateway; do ours "$(pid_of $name)" || die "the $name daemon ended"; done
    [ $SECONDS -lt $end ] || die "no answer on $(cat "$cluster/url")"
    sleep 0.1
  done
}

# KILL at once: on TERM the object daemon would first write its memory to disk.
end() {
  local pid
  for name in "$@"; do
    [ -f "$cluster/$name.pid" ] || continue
    pid=$(pid_of "$name")
    if ours "$pid"; then kill -KILL "$pid"; fi
    for _ in $(seq 100); do ours "$pid" || break; sleep 0.05; done
  done
}

stop() {
  end gateway objects monitor
  rm -rf "$cluster"
  rmdir "$data" 2>/dev/null || true # somebody else's FOLDER stays
}

install_packages() {
  type -P radosgw ceph-mon ceph-osd ceph ceph-authtool monmaptool curl >/dev/null && return
  [ "$(id -u)" = 0 ] || die "not root, so install radosgw ceph-mon ceph-osd ceph-common curl first"
  export DEBIAN_FRONTEND=noninteractive
  { timeout 120 apt-get update -q || say "apt-get update failed, trying to install all the same"
    timeout 600 apt-get install -y -q --no-install-recommends -o DPkg::Lock::Timeout=120 \
      radosgw ceph-mon ceph-osd ceph-common curl; } >&2
}

free_port() {
  local port
  while port=$((20000 + RANDOM % 10000)); listening $port; do :; done
  echo $port
}

# cephx, because the gateway does not get past "auth ... = none".
write_keys() {
  key() { ceph-authtool "$cluster/keyring" --gen-key -n "$@"; }
  ceph-authtool --create-keyring "$cluster/keyring"
  key mon. --cap mon 'allow *'
  key client.admin --cap mon 'allow *' --cap osd 'allow *'
  key osd.0 --cap mon 'allow profile osd' --cap osd 'allow *'
  key client.rgw --cap mon 'allow rw' --cap osd 'allow rwx'
}

# write_conf FSID MONITOR_PORT GATEWAY_PORT BYTES
write_conf() {
  cat >"$conf" <<CONF
[global]
fsid = $1
mon host = [v2:127.0.0.1:$2]
mon initial members = a
public addr = 127.0.0.1
cluster addr = 127.0.0.1
ms bind msgr1 = false
keyring = $cluster/keyring
mon data = $cluster/mon
osd data = $cluster/osd
run dir = $cluster
# no admin sockets (their paths may not exceed 107 characters), nothing in /var/log
admin socket =
log file = $cluster/log/\$name.log
mon cluster log to file = false
# start fast: publish changes of the map at once; a host disk that is nearly full is no reason to stop
paxos propose interval = 0.1
mon data avail crit = 1
# one copy, one placement group a pool, in memory
mon allow pool size one = true
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 1
osd pool default pgp num = 1
osd crush chooseleaf type = 0
osd objectstore = memstore
memstore device bytes = $4
osd memory target = 939524096
[client.rgw]
rgw frontends = beast endpoint=127.0.0.1:$3
rgw data = $cluster/rgw
# what is deleted leaves memory after seconds, not two hours
rgw gc obj min wait = 5
rgw gc processor period = 5
rgw dynamic resharding = false
# a full object daemon would make writes hang: buckets refuse them well before (403 QuotaExceeded)
rgw user default quota max size = $(($4 / 4 * 3))
CONF
}

start() {
  local port=${1:-$(free_port)} key=${TEST_S3_ACCESS_KEY_ID:-test-key} secret=${TEST_S3_SECRET_ACCESS_KEY:-test-secret}
  install_packages
  [ -e "$cluster" ] && die "$data is in use already: stop it first"
  listening "$port" && die "port $port is taken"
  local monitor_port fsid osd
  monitor_port=$(free_port) fsid=$(cat /proc/sys/kernel/random/uuid) osd=$(cat /proc/sys/kernel/random/uuid)
  mkdir -p "$cluster"/{mon,osd,rgw,log}
  trap 'rc=$?; if [ $rc != 0 ]; then say "failed; the last lines of the logs:"; tail -n 5 -v "$cluster"/log/* >&2 || true; stop; fi' EXIT
  write_conf "$fsid" "$monitor_port" "$port" $((${TEST_S3_MEMORY_MIB:-2048} << 20))
  write_keys >"$cluster/log/setup.out" 2>&1
  echo "http://127.0.0.1:$port" >"$cluster/url"

  monmaptool --create --addv a "[v2:127.0.0.1:$monitor_port]" --fsid "$fsid" "$cluster/monmap" >>"$cluster/log/setup.out"
  timeout 20 ceph-mon -c "$conf" -i a --mkfs --monmap "$cluster/monmap" --keyring "$cluster/keyring" >&2
  spawn monitor ceph-mon -i a
  timeout 20 ceph -c "$conf" --connect-timeout 15 osd new "$osd" 0 >>"$cluster/log/setup.out"
  timeout 20 ceph-osd -c "$conf" -i 0 --mkfs --osd-uuid "$osd" >"$cluster/log/mkfs.out" 2>&1
  spawn objects ceph-osd -i 0
  spawn_gateway
  timeout 30 radosgw-admin -c "$conf" -n client.rgw user create --uid=test --display-name=test \
    --access-key="$key" --secret-key="$secret" >"$cluster/log/user.out" 2>&1

  # %q: the lines survive eval whatever the values hold
  printf 'export %s=%q\n' TEST_S3_ENDPOINT "http://127.0.0.1:$port" \
    TEST_S3_ACCESS_KEY_ID "$key" TEST_S3_SECRET_ACCESS_KEY "$secret" TEST_S3_FOLDER "$data"
  say "up at http://127.0.0.1:$port after $SECONDS s"
}

case $command in
  start) start "${3:-}" ;;
  pause) end gateway ;;
  resume) spawn_gateway ;;
  stop) stop ;;
esac
