// SPDX-License-Identifier: GPL-3.0-or-later
// Shows the transcript: what is stored in its order, then what is still on its way. Each message has
// one element for its life; painting only moves and marks elements, so nothing is announced twice.

import { say, clockTime, dayName } from './words.js';

const NEAR_END = 80; // px: nearer than this to the end, new messages keep the end in view
const RUN = 5 * 60000; // messages of one author within this stand together

export class Log {
  constructor(scroller, list, actions) {
    this.scroller = scroller;
    this.list = list;
    this.actions = actions; // again(uuid), edit(uuid)
    this.messages = new Map(); // uuid → message
    this.events = []; // {at, text}: joined, ended
    this.elements = new Map();
    this.readSeq = 0;
    this.live = false;
    this.more = false;
    new ResizeObserver(() => this.stick && this.toEnd()).observe(scroller);
    scroller.addEventListener('scroll', () => (this.stick = this.isAtEnd()), { passive: true });
    this.stick = true;
  }

  clear() {
    this.messages.clear();
    this.events = [];
    this.readSeq = 0;
  }

  // A message known by its uuid is the same one, however often and in whichever form it comes.
  put(message) {
    this.messages.set(message.id, { ...this.messages.get(message.id), ...message });
  }

  remove(uuid) {
    this.messages.delete(uuid);
  }

  isEmpty() {
    return this.messages.size === 0;
  }

  isAtEnd() {
    const { scrollHeight, scrollTop, clientHeight } = this.scroller;
    return scrollHeight - scrollTop - clientHeight < NEAR_END;
  }

  toEnd() {
    this.scroller.scrollTop = this.scroller.scrollHeight;
  }

  // What came while nobody listened goes in silently; only later messages are announced.
  paint({ now, live, silent }) {
    this.live = live;
    if (silent) this.scroller.setAttribute('aria-live', 'off');
    const rows = [...this.messages.values()].sort(
      (a, b) => (a.seq || Infinity) - (b.seq || Infinity) || a.order - b.order);
    const lastMine = rows.filter((row) => row.author === 'customer' && row.state === 'sent').pop();
    const wanted = [];
    if (this.more) wanted.push(this.line('more', 'event', say('event.more')));
    const events = [...this.events];
    let previous = null, day = null;
    const addEvents = (until) => {
      while (events.length && events[0].at <= until) {
        const event = events.shift();
        wanted.push(this.line(`event-${event.at}-${event.text}`, 'event', event.text));
        previous = null;
      }
    };
    rows.forEach((row, index) => {
      const at = row.at || now;
      if (row.at) addEvents(at);
      const name = dayName(at, now);
      if (name !== day) {
        wanted.push(this.line(`day-${name}`, 'day', name));
        day = name;
        previous = null;
      }
      const next = rows[index + 1];
      const first = !previous || previous.author !== row.author || previous.name !== row.name
        || at - (previous.at || now) > RUN;
      const last = !next || next.author !== row.author;
      wanted.push(this.message(row, first, last, row === lastMine));
      previous = row;
    });
    addEvents(Infinity);
    this.place(wanted);
    if (this.stick) this.toEnd();
    if (silent) requestAnimationFrame(() => this.scroller.removeAttribute('aria-live'));
  }

  place(wanted) {
    const keep = new Set(wanted);
    for (const [key, element] of this.elements) {
      if (keep.has(element)) continue;
      element.remove();
      this.elements.delete(key);
    }
    wanted.forEach((element, index) => {
      const there = this.list.children[index];
      if (there !== element) this.list.insertBefore(element, there || null);
    });
  }

  line(key, kind, text) {
    let element = this.elements.get(key);
    if (!element) {
      element = make('li', kind, text);
      this.elements.set(key, element);
    }
    return element;
  }

  message(row, first, last, isLastSent) {
    const mine = row.author === 'customer';
    let element = this.elements.get(row.id);
    if (!element) {
      element = make('li', 'message');
      element.dataset.id = row.id;
      if (mine) {
        element.setAttribute('aria-live', 'off'); // the writer knows; only failures are told
        element.append(make('span', 'said', say('you')));
      } else {
        const avatar = make('span', 'avatar', initial(row.name));
        avatar.setAttribute('aria-hidden', 'true');
        const name = make('p', 'name', row.name ? `${row.name} ` : '');
        name.append(time(row.at));
        element.append(avatar, name);
      }
      element.append(make('div', 'bubble', row.text));
      element.append(make('p', 'state'));
      this.elements.set(row.id, element);
    }
    element.className = ['message', mine && 'mine', first && 'first', last && 'last', row.state]
      .filter(Boolean).join(' ');
    if (mine) this.state(element.lastChild, row, isLastSent);
    else element.lastChild.hidden = true;
    return element;
  }

  state(line, row, isLastSent) {
    const read = row.seq && row.seq <= this.readSeq;
    const key = row.state === 'refused' ? row.code
      : row.state === 'pending' ? (this.live ? 'sending' : 'waiting')
      : isLastSent ? (read ? 'read' : 'sent') : '';
    if (line.dataset.key === key) return;
    line.dataset.key = key;
    line.textContent = '';
    line.hidden = key === '';
    line.removeAttribute('role');
    if (row.state === 'refused') {
      line.setAttribute('role', 'alert');
      const known = ['too-long', 'bad-data'].includes(row.code) ? row.code : 'other';
      line.append(say(`refused.${known}`), ' ');
      line.append(button(say('state.edit'), () => this.actions.edit(row.id)));
      if (known === 'other') line.append(button(say('state.again'), () => this.actions.again(row.id)));
    } else if (key) {
      line.append(say(`state.${key}`));
      if (row.at) line.append(' ', time(row.at));
    }
  }
}

function make(name, kind, text) {
  const element = document.createElement(name);
  element.className = kind;
  if (text) element.textContent = text;
  return element;
}

function button(text, act) {
  const element = make('button', '', text);
  element.type = 'button';
  element.addEventListener('click', act);
  return element;
}

function time(ms) {
  const element = make('time', '', clockTime(ms));
  element.dateTime = new Date(ms).toISOString();
  return element;
}

export function initial(name) {
  return [...(name || '')][0] || '·';
}
