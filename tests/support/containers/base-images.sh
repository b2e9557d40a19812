#!/usr/bin/env bash
# Makes the base images of the container drill from Debian's packages, so that it needs no registry of images. As root.
#   node:24-bookworm-slim   Debian 12, the Node of node_modules, npm, the user "node" (1000)
#   postgres:15             Debian 12, its PostgreSQL 15, the settings and the volume of the official image
# What is there already is kept.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
node=$(readlink -f node_modules/.bin/node)
export DEBIAN_FRONTEND=noninteractive
if ! type -P podman buildah runc debootstrap podman-compose dnsmasq >/dev/null; then
  apt-get update -q
  apt-get install -y -q --no-install-recommends podman buildah runc debootstrap podman-compose \
    golang-github-containernetworking-plugin-dnsname dnsmasq-base
fi
is_there() { podman image exists "localhost/$1"; }
if is_there node:24-bookworm-slim && is_there postgres:15; then exit; fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
build() { bash "$here/podman.sh" build -q -t "$1" "$work/$2"; }

debootstrap --variant=minbase --include=ca-certificates bookworm "$work/debian/root" >"$work/log" 2>&1 || { tail "$work/log"; exit 1; }
rm -rf "$work"/debian/root/var/cache/apt/archives/*.deb "$work"/debian/root/var/lib/apt/lists/*
# What this machine needs to reach its registry of packages, from inside a build too.
extra=''
if [ -n "${NODE_EXTRA_CA_CERTS:-}" ]; then
  cp "$NODE_EXTRA_CA_CERTS" "$work/debian/root/usr/local/share/extra-ca.pem"
  extra='ENV NODE_EXTRA_CA_CERTS=/usr/local/share/extra-ca.pem'
fi
printf 'FROM scratch\nCOPY root/ /\n%s\n' "$extra" >"$work/debian/Dockerfile"
build debian:bookworm-slim debian

mkdir -p "$work/node/root/bin" "$work/node/root/lib/node_modules" "$work/postgres"
cp "$node" "$work/node/root/bin/node"
cp -a "$(dirname "$(dirname "$(readlink -f "$(type -P npm)")")")" "$work/node/root/lib/node_modules/npm"
ln -s ../lib/node_modules/npm/bin/npm-cli.js "$work/node/root/bin/npm"
cat >"$work/node/Dockerfile" <<'D'
FROM localhost/debian:bookworm-slim
COPY root/ /usr/local/
RUN groupadd --gid 1000 node && useradd --uid 1000 --gid node --create-home node
D
build node:24-bookworm-slim node

cp "$here/postgres-entrypoint.sh" "$work/postgres/"
cat >"$work/postgres/Dockerfile" <<'D'
FROM localhost/debian:bookworm-slim
RUN apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends postgresql && rm -rf /var/lib/apt/lists/*
COPY postgres-entrypoint.sh /usr/local/bin/
ENV PATH=/usr/lib/postgresql/15/bin:/usr/local/bin:/usr/bin:/bin PGDATA=/var/lib/postgresql/data
ENTRYPOINT ["sh", "/usr/local/bin/postgres-entrypoint.sh"]
CMD ["postgres"]
D
build postgres:15 postgres
