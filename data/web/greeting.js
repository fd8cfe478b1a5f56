// SPDX-License-Identifier: GPL-3.0-or-later
// Who is known is greeted by name, in the words set up for his tier, else in our own.

import { say } from './words.js';
import { isOver } from './contact.js';

// [what he is greeted with, what else is said to him]
export function greet(visitor) {
  const name = visitor && (visitor.person_name || visitor.name);
  const [first, ...rest] = ((visitor && visitor.greeting) || '').split('\n');
  return [first || (name ? say('hello.name', { name }) : say('hello')), rest.join('\n').trim()];
}

// Somebody who comes back to what was said before is greeted once behind it: for each conversation,
// when it has ended, and when he has become known meanwhile. The line, or null.
export function greetAgain(storage, channel, visitor, contact) {
  const name = visitor.person_name;
  if (!name) return null;
  const state = isOver(contact) ? 'over' : 'open';
  const key = `zx.greeted.${channel}`, value = `${contact ? contact.uuid : ''} ${state} ${name}`;
  try {
    if (storage.getItem(key) === value) return null;
    storage.setItem(key, value);
  } catch {
    return null; // nothing can be kept here: he would be greeted at every page
  }
  return greet(visitor)[0];
}
