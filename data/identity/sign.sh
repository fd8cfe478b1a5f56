#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Signs who is signed in on your site, with openssl alone:
#   ZUOXI_KEY=… sign.sh CHANNEL KID SUB [NAME]
set -eu
encode() { openssl base64 -A | tr '+/' '-_' | tr -d '='; }
quote() { printf '"%s"' "$(printf %s "$1" | sed 's/[\\"]/\\&/g')"; }

now=$(date +%s)
header="{\"alg\":\"HS256\",\"kid\":$(quote "$2")}"
claims="{\"sub\":$(quote "$3"),\"name\":$(quote "${4:-}"),\"aud\":$(quote "$1"),\"iat\":$now,\"exp\":$((now + 300)),\"jti\":\"$(openssl rand -hex 8)\"}"
signed=$(printf %s "$header" | encode).$(printf %s "$claims" | encode)
# openssl takes the key as an argument, where others on the machine can see it: for trying out.
echo "$signed.$(printf %s "$signed" | openssl dgst -sha256 -hmac "$ZUOXI_KEY" -binary | encode)"
