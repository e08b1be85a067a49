#!/bin/sh
# Starts four emulators and nginx in front of them, and starts a node again when it ends. Ctrl-C stops everything.
#
#   TVE       the command of the emulator (default: the one that the project or this checkout has)
#   PORT      the port of nginx (default: 8374)
#   PORTS     the ports of the nodes (default: 8401 8402 8403 8404)
#   SEED      the seed that all nodes share, so that they sign webhooks with one key (default: new in each run)
#   OPTIONS   further options of the emulators (default: --max-sandboxes 20000 --sandbox-idle 2h --when-full refuse)
set -eu
here=$(cd "$(dirname "$0")" && pwd)
port=${PORT:-8374}
ports=${PORTS:-8401 8402 8403 8404}
seed=${SEED:-$(od -An -N8 -tx8 /dev/urandom | tr -d ' ')}
options=${OPTIONS:---max-sandboxes 20000 --sandbox-idle 2h --when-full refuse}

# Not `npx tve`: npx passes no signals on, so the nodes would remain.
find_tve() {
  if npm exec --no --call 'command -v tve' 2>/dev/null; then return; fi
  if [ -f "$here/../../dist/cli.cjs" ]; then
    echo "node $here/../../dist/cli.cjs"
    return
  fi
  echo "tve is missing: install telnyx-verify-emulator in this folder, or set TVE to its command." >&2
  exit 1
}

nginx=$(PATH="$PATH:/usr/sbin" command -v nginx) || {
  echo "nginx is missing. On Debian: apt-get install nginx-light" >&2
  exit 1
}
tve=${TVE:-$(find_tve)}
folder=$(mktemp -d)
mkdir "$folder/tmp"
pids=

stop() {
  trap - EXIT INT TERM
  for pid in $pids; do kill "$pid" 2>/dev/null || true; done
  wait
  rm -rf "$folder"
}
trap stop EXIT
trap 'stop; exit 130' INT
trap 'stop; exit 143' TERM

# Runs a node until it is told to stop.
keep() { # <port>
  trap 'trap - TERM; kill "$node" 2>/dev/null; wait "$node" || true; exit 0' TERM
  while :; do
    # shellcheck disable=SC2086 # a command and its options
    $tve --host 127.0.0.1 --port "$1" --seed "$seed" --quiet --log-format json $options &
    node=$!
    wait "$node" || true
    echo "the node on port $1 has ended; starting it again" >&2
    sleep 1
  done
}

# nginx.conf with these ports.
script="s/listen 127.0.0.1:8374/listen 127.0.0.1:$port/;s/:840\\([1-4]\\)\\([ ;]\\)/:@\\1\\2/"
number=1
for one in $ports; do
  script="$script;s/:@$number/:$one/"
  number=$((number + 1))
  keep "$one" &
  pids="$pids $!"
done
sed "$script" "$here/nginx.conf" > "$folder/nginx.conf"

"$nginx" -p "$folder" -c "$folder/nginx.conf" -g 'daemon off;' &
pids="$pids $!"
echo "nginx listens on http://127.0.0.1:$port" >&2
wait
