// SPDX-License-Identifier: GPL-3.0-or-later
// Where the visitor starts: who greets him, when people are there, and the one best way to them first.

import { say, clockTime } from './words.js';
import { $, make, button, setText } from './dom.js';
import { icon } from './icons.js';
import { greet } from './greeting.js';
import { presence, nameHours, namePromise } from './hours.js';
import { isOpen } from './contact.js';

// `known`: {visitor, contact, desk, now, last: {text, at} of the conversation, or null}
// `actions`: chat(), leave()
export function paintHome(known, actions) {
  const { visitor, contact, desk, now } = known;
  const [first, more] = greet(visitor);
  const how = presence(desk);
  setText($('hello'), first);
  setText($('hello-more'), more);
  $('hello-more').hidden = !more;
  setText($('hello-text'), say(how === 'online' ? 'hello.text' : 'hello.away'));
  paintHours(desk);
  const focused = document.activeElement && $('ways').contains(document.activeElement) ? document.activeElement.id : null;
  const running = isOpen(contact);
  const chat = way('start', 'chat', say(running ? 'home.go' : 'home.start'),
    running ? say(contact.agent_name ? 'home.with' : 'home.waiting', { name: contact.agent_name }) : say(`home.${how}`), actions.chat);
  const leave = way('leave', 'mail', say('home.leave'), namePromise(desk, now) || say('leave.answer'), actions.leave);
  const order = how === 'online' || running ? [chat, leave] : [leave, chat];
  order[0].classList.add('main');
  const ways = [...order, ...(known.last && !running ? [lastTalk(known.last, actions.chat)] : [])];
  // A button stays itself as long as it says the same: it may be under a finger just now.
  const key = ways.map((one) => `${one.id} ${one.textContent}`).join();
  if ($('ways').dataset.key === key) return;
  $('ways').dataset.key = key;
  $('ways').replaceChildren(...ways);
  if (focused && $(focused)) $(focused).focus();
}

function way(id, shape, title, text, act) {
  const one = button('way', act, icon(shape, 'l'), make('span', 'grow', make('b', '', title), make('small', '', text)), icon('right'));
  one.id = id;
  return one;
}

function lastTalk(last, act) {
  const one = button('way', act, icon('clock', 'l'),
    make('span', 'grow', make('b', '', say('home.last')), make('small', 'cut', `${clockTime(last.at)} ${last.text}`)), icon('right'));
  one.id = 'last';
  return one;
}

function paintHours(desk) {
  const text = nameHours(desk);
  $('hours').hidden = !text;
  setText($('hours-text'), text ? say('home.hours', { hours: text }) : '');
}
