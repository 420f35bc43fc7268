#!/bin/sh
# A private PostgreSQL for tests: `postgres.sh start` prints its URL, `postgres.sh stop` ends it and removes it.
# Nothing of an installed server is touched: own folder, own free port, 127.0.0.1 only, not durable on purpose.
# BEFFROI_POSTGRES_HOME: where it lives (default: one folder per person under the temporary folder).
set -eu

home="${BEFFROI_POSTGRES_HOME:-${TMPDIR:-/tmp}/beffroi-postgres-$(id -u)}"

fail() {
    echo "postgres.sh: $1" >&2
    exit 1
}

# PostgreSQL refuses to run as root: hand over to the user that its package made.
if [ "$(id -u)" -eq 0 ]; then
    id postgres >/dev/null 2>&1 || fail "run as an ordinary user, or install the postgresql package"
    here="$(mktemp)"
    cp "$0" "$here"
    chmod 755 "$here"
    BEFFROI_POSTGRES_HOME="$home"
    export BEFFROI_POSTGRES_HOME
    status=0
    if command -v runuser >/dev/null 2>&1; then
        runuser -u postgres --preserve-environment -- /bin/sh "$here" "$@" || status=$?
    else
        su postgres -s /bin/sh -c "BEFFROI_POSTGRES_HOME='$home' /bin/sh '$here' $*" || status=$?
    fi
    rm -f "$here"
    exit "$status"
fi

cd /
bin=""
for folder in $(ls -d /usr/lib/postgresql/*/bin /opt/homebrew/opt/postgresql*/bin /usr/local/opt/postgresql*/bin 2>/dev/null | sort -V); do
    if [ -x "$folder/initdb" ]; then bin="$folder"; fi
done
if [ -z "$bin" ]; then
    found="$(command -v initdb || true)"
    [ -n "$found" ] || fail "PostgreSQL's server is not installed (apt-get install postgresql)"
    bin="$(dirname "$found")"
fi

free_port() {
    python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

running() {
    [ -f "$home/data/postmaster.pid" ] && "$bin/pg_ctl" -D "$home/data" status >/dev/null 2>&1
}

url() {
    echo "postgresql://beffroi:$(cat "$home/password")@127.0.0.1:$(cat "$home/port")/beffroi"
}

start() {
    if running; then
        url
        return
    fi
    rm -rf "$home"
    mkdir -m 700 "$home" || fail "the folder $home cannot be made"
    python3 -c 'import secrets; print(secrets.token_hex(16))' >"$home/password"
    "$bin/initdb" -D "$home/data" -U beffroi -A scram-sha-256 --pwfile="$home/password" -E UTF8 --locale=C.UTF-8 \
        >"$home/initdb.log" 2>&1 || fail "initdb failed: $(tail -n 1 "$home/initdb.log")"
    free_port >"$home/port"
    options="-c listen_addresses=127.0.0.1 -c port=$(cat "$home/port") -c unix_socket_directories=$home"
    options="$options -c fsync=off -c full_page_writes=off -c synchronous_commit=off -c shared_buffers=64MB"
    "$bin/pg_ctl" -D "$home/data" -l "$home/server.log" -w -o "$options" start >/dev/null \
        || fail "the server did not start: $(tail -n 1 "$home/server.log")"
    PGPASSWORD="$(cat "$home/password")" "$bin/createdb" -h 127.0.0.1 -p "$(cat "$home/port")" -U beffroi beffroi
    url
}

stop() {
    if running; then
        "$bin/pg_ctl" -D "$home/data" -m fast -w stop >/dev/null
    fi
    rm -rf "$home"
}

case "${1:-}" in
    start) start ;;
    stop) stop ;;
    *) fail "usage: postgres.sh start|stop" ;;
esac
