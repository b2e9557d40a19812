#!/bin/sh
# Starts a program on Node with its flags, the only place that has them:
#   node.sh app | dev | worker    a process of Packshot
#   node.sh worker <file> [arguments]    a TypeScript program with the flags of a worker
#   node.sh backup | restore      a command that ends
#   node.sh …/lib/picture-work/child.ts    one of their processes for work on pictures
#   node.sh <file> [arguments]    a TypeScript program of this repository, outside Next
# It ends in `exec`, and so must the npm script: a signal then reaches the program itself.
set -eu

# Collect often and give large blocks back: half the memory, measured with `npm run bench -- memory`. Not in a small first heap,
# whose size in MB is $1: pictures pass through as large strings and buffers, and it would be collected at every third, for 60 ms.
lean() {
  first=$1
  shift
  export MALLOC_ARENA_MAX=2 MALLOC_MMAP_THRESHOLD_=1048576
  run --heap-growing-percent=10 --max-semi-space-size=4 --initial-old-space-size="$first" "$@"
}

run() {
  exec node --disable-warning=ExperimentalWarning "$@"
}

case $1 in
  app) lean 192 lib/launch/serve.ts start ;;
  dev) run lib/launch/serve.ts dev ;;
  worker)
    program=${2:-lib/launch/worker.ts}
    shift "$(($# < 2 ? $# : 2))"
    lean 144 --conditions=react-server "$program" "$@"
    ;;
  backup | restore)
    program=lib/launch/$1.ts
    shift
    run --conditions=react-server "$program" "$@"
    ;;
  # Large pictures come and go outside of the heap, and there is a process for each core: collecting often, or on threads of its
  # own, would only take time. Its code is compiled at once, because every call of it runs long, and optimized without a thread, which on
  # busy cores comes late. As buffers count towards the heap, a small first heap would be collected twice per picture.
  */lib/picture-work/child.ts)
    export MALLOC_ARENA_MAX=2 MALLOC_MMAP_THRESHOLD_=1048576
    run --conditions=react-server --single-threaded-gc --initial-old-space-size=128 --always-sparkplug \
      --no-concurrent-recompilation "$@"
    ;;
  # The condition makes `server-only` an empty module.
  *) run --conditions=react-server "$@" ;;
esac
