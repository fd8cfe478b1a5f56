#!/usr/bin/env node
// SPDX-License-Identifier: GPL-3.0-or-later
// Signs who is signed in on your site: ZUOXI_KEY=… sign.mjs CHANNEL KID SUB [NAME]
import { createHmac, randomBytes } from 'node:crypto';

const encode = (part) => Buffer.from(JSON.stringify(part)).toString('base64url');

function signIdentity(channel, kid, key, person) {
  const now = Math.floor(Date.now() / 1000);
  const claims = { ...person, aud: channel, iat: now, exp: now + 300, jti: randomBytes(8).toString('hex') };
  const signed = `${encode({ alg: 'HS256', kid })}.${encode(claims)}`;
  return `${signed}.${createHmac('sha256', key).update(signed).digest('base64url')}`;
}

const [channel, kid, sub, name] = process.argv.slice(2);
console.log(signIdentity(channel, kid, process.env.ZUOXI_KEY, { sub, name }));
