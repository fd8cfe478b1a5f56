#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Signs who is signed in on your site: ZUOXI_KEY=… sign.py CHANNEL KID SUB [NAME]"""
import base64
import hashlib
import hmac
import json
import os
import secrets
import sys
import time


def base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b'=').decode()


def sign_identity(channel, kid, key, sub, **more):
    now = int(time.time())
    header = {'alg': 'HS256', 'kid': kid}
    claims = {'sub': sub, **more, 'aud': channel, 'iat': now, 'exp': now + 300, 'jti': secrets.token_hex(8)}
    signed = '.'.join(base64url(json.dumps(part).encode()) for part in (header, claims))
    return signed + '.' + base64url(hmac.new(key.encode(), signed.encode(), hashlib.sha256).digest())


if __name__ == '__main__':
    person = {'name': sys.argv[4]} if len(sys.argv) > 4 else {}
    print(sign_identity(sys.argv[1], sys.argv[2], os.environ['ZUOXI_KEY'], sys.argv[3], **person))
