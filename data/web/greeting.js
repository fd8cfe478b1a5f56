// SPDX-License-Identifier: GPL-3.0-or-later
// Who is known is greeted by name, in the words set up for his tier, else in our own.

import { say } from './words.js';

const PAUSE = 30 * 60000; // who wrote less long ago has not been away

// [what he is greeted with, what else is said to him]
export function greet(visitor) {
  const name = visitor && (visitor.person_name || visitor.name);
  const [first, ...rest] = ((visitor && visitor.greeting) || '').split('\n');
  return [first || (name ? say('hello.name', { name }) : say('hello')), rest.join('\n').trim()];
}

// Behind what was said before, a known visitor is greeted when he has become known meanwhile, and
// when he comes back after a pause, each once. `last`: {seq, at} of the newest message, null when
// nothing has been said: home greets him then. The line, or null.
export function greetAgain(storage, channel, visitor, last, now) {
  const name = visitor.person_name;
  if (!name) return null;
  const key = `zx.greeted.${channel}`, value = `${last ? last.seq : 0} ${name}`;
  try {
    const kept = storage.getItem(key) || '';
    const isKnown = kept.endsWith(` ${name}`);
    if (last && isKnown && (kept === value || now - last.at < PAUSE)) return null;
    storage.setItem(key, value);
  } catch {
    return null; // nothing can be kept here: he would be greeted at every page
  }
  return last ? greet(visitor)[0] : null;
}
