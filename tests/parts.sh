#!/bin/sh
# What the test suite really runs: Dovecot, Postfix, PostgreSQL, clamd, gpg. As root they are installed; otherwise the one command is named.
set -eu
missing=""
[ -x /usr/sbin/dovecot ] && [ -x /usr/lib/dovecot/lmtp ] || missing="$missing dovecot-imapd dovecot-lmtpd"
[ -x /usr/sbin/postfix ] || missing="$missing postfix"
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing="$missing postgresql"
command -v gpg >/dev/null 2>&1 || missing="$missing gnupg"
[ -x /usr/sbin/clamd ] || missing="$missing clamav-daemon"
[ -n "$missing" ] || exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    export DEBIAN_FRONTEND=noninteractive
    # A policy that refuses starts: the packages' own services must not run beside the children of the tests.
    policy=/usr/sbin/policy-rc.d
    [ -e "$policy" ] || { printf '#!/bin/sh\nexit 101\n' >"$policy"; chmod +x "$policy"; trap 'rm -f "$policy"' EXIT; }
    apt-get update -qq
    # shellcheck disable=SC2086  # a list of package names
    apt-get install -y -qq --no-install-recommends $missing >/dev/null
else
    echo "Missing for the full test suite:$missing" >&2
    echo "    sudo apt-get install -y --no-install-recommends$missing" >&2
    echo "Tests that need them are skipped (with CI=true a skip is a failure)." >&2
fi
