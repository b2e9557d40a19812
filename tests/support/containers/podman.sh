#!/usr/bin/env bash
# podman as it works in a small virtual machine too, which has no cgroups and raises no limits:
#   podman.sh build | run | compose | any other command of podman
set -euo pipefail
flags=(--runtime runc)
case ${1:-} in
  # "docker" is the format that keeps HEALTHCHECK.
  build) shift; exec podman "${flags[@]}" build --isolation=chroot --network=host --format docker "$@" ;;
  run) shift; exec podman "${flags[@]}" run --ulimit nofile=1024:1024 --ulimit nproc=4096:4096 "$@" ;;
  compose) shift; exec podman-compose --podman-args "${flags[*]}" "$@" ;;
  *) exec podman "${flags[@]}" "$@" ;;
esac
