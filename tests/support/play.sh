#!/bin/sh
# npm run bench -- catalog, npm run drill -- kill: builds what has changed, then runs tests/bench/catalog.ts or
# tests/drill/kill.ts with the rest of the arguments. Without a known name it lists the names.
set -eu
kind=$1
name=${2:-}
script=tests/$kind/$name.ts
if [ ! -f "$script" ]; then
  echo "Usage: npm run $kind -- <name>, where <name> is one of:" >&2
  ls "tests/$kind" | sed -n 's/^\(.*\)\.ts$/  \1/p' >&2
  exit 1
fi
shift 2
node lib/launch/prepare.mjs build
exec sh lib/launch/node.sh "$script" "$@"
