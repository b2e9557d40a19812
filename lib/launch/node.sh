#!/bin/sh
# Starts a program on Node with its flags, the only place that has them:
#   node.sh app | dev | worker    a process of Packshot
#   node.sh <file> [arguments]    a TypeScript program of this repository, outside Next
# It ends in `exec`, and so must the npm script: a signal then reaches the program itself.
set -eu

# Collect often and give large blocks back: half the memory, measured with `npm run bench -- memory`.
lean() {
  export MALLOC_ARENA_MAX=2 MALLOC_MMAP_THRESHOLD_=1048576
  run --heap-growing-percent=10 --max-semi-space-size=4 "$@"
}

run() {
  exec node --disable-warning=ExperimentalWarning "$@"
}

case $1 in
  # Pictures pass through the server as large strings: a smaller first heap is collected at every third image, for 60 ms.
  app) lean --initial-old-space-size=192 lib/launch/serve.ts start ;;
  dev) run lib/launch/serve.ts dev ;;
  worker) lean --conditions=react-server lib/launch/worker.ts ;;
  # The condition makes `server-only` an empty module.
  *) run --conditions=react-server "$@" ;;
esac
