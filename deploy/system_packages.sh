#!/bin/sh
# Makes sure of the system packages that the two commands need. As root it installs what is missing,
# otherwise it says exactly what to install and stops.
set -eu

missing=""
need() { # need PACKAGE: remember a missing Debian package
    missing="$missing $1"
}

have_postgresql() {
    command -v initdb >/dev/null 2>&1 && return 0
    for directory in /usr/lib/postgresql/*/bin; do
        [ -x "$directory/initdb" ] && return 0
    done
    return 1
}

have_chromium() {
    command -v chromium >/dev/null 2>&1 || command -v chromium-browser >/dev/null 2>&1 ||
        command -v google-chrome >/dev/null 2>&1
}

have_chinese_font() {
    command -v fc-list >/dev/null 2>&1 && [ -n "$(fc-list :lang=zh family 2>/dev/null)" ]
}

have_venv() {
    python=$(command -v python3.11 || command -v python3) && "$python" -c 'import ensurepip, venv' 2>/dev/null
}

have_venv || need python3-venv
have_postgresql || need postgresql
have_chromium || need chromium
have_chinese_font || { need fontconfig; need fonts-noto-cjk; }

[ -z "$missing" ] && exit 0

if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing system packages:$missing"
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq
    # shellcheck disable=SC2086  # one word a package is meant
    apt-get install -y -qq --no-install-recommends $missing >/dev/null
    exit 0
fi

echo "These system packages are missing:$missing" >&2
echo "Install them and run the command again. On Debian:" >&2
echo "    sudo apt-get install$missing" >&2
exit 1
