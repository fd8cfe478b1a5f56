// SPDX-License-Identifier: GPL-3.0-or-later
// The card of one who waits: his place and how long it takes where that is known, whether anybody is
// there at all, and the two ways out. It is read out when the place changes and at no other time.

import { say } from './words.js';
import { make, button, speak } from './dom.js';
import { icon } from './icons.js';
import { presence, nameOpening, namePromise, aboutMinutes } from './hours.js';

// `queue`: {place, before, wait_ms, opening} or null; `actions`: leave(), quit()
export function queueCard(queue, desk, now, actions) {
  const isThere = presence(desk) === 'online';
  const card = make('section', 'block queue');
  const title = make('h2', '');
  if (queue && isThere) {
    const number = make('span', 'n', String(queue.place));
    number.setAttribute('aria-hidden', 'true');
    title.append(make('span', 'said', say('queue.place', { n: queue.place })), placeText(queue));
    card.append(number, title, make('p', 'opening', queue.opening || say('queue.calm')));
  } else {
    card.classList.add('plain');
    title.append(say(isThere ? 'queue.wait' : presence(desk) === 'closed' ? 'desk.closed' : 'desk.away'));
    card.append(icon('clock', 'l'), title, make('p', '', isThere ? say('queue.received')
      : desk.opens_at && presence(desk) === 'closed' ? say('queue.until', { opening: nameOpening(desk, now) }) : say('queue.kept')));
  }
  card.append(make('div', 'acts',
    button('btn small', actions.leave, icon('mail'), say('queue.leave')),
    button('btn small quiet', actions.quit, say('queue.quit'))));
  return card;
}

// Below a message that was left: when it is answered, and how else he could be reached if nobody knows.
export function leftCard(isUnreached, desk, now, actions) {
  const promise = namePromise(desk, now) || say('leave.answer');
  if (!isUnreached) return make('p', 'event', say('left.title'), ' ', promise);
  return make('section', 'block queue plain', icon('check', 'l'), make('h2', '', say('left.title')), make('p', '', promise),
    make('div', 'acts', button('btn small', actions.leave, icon('mail'), say('left.unreached'))));
}

function placeText(queue) {
  const before = queue.before > 0 ? say(queue.before === 1 ? 'queue.one' : 'queue.before', { n: queue.before }) : say('queue.next');
  return queue.wait_ms ? `${before}${say('queue.and')}${aboutMinutes(queue.wait_ms)}` : before;
}

let told = 0;

export function speakPlace(queue) {
  if (queue && queue.place !== told) speak(`${say('queue.place', { n: queue.place })}${placeText(queue)}`);
  told = queue ? queue.place : 0;
}
