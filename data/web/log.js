// SPDX-License-Identifier: GPL-3.0-or-later
// Shows the transcript: what is stored in its order, then what is still on its way. Each message has
// one element for its life; painting only moves and marks elements, so nothing is announced twice.

import { say, dayName } from './words.js';
import { make, button } from './dom.js';

const NEAR_END = 80; // px: nearer than this to the end, new messages keep the end in view
const SAME = 15000; // what happened within this is told once
const RUN = 5 * 60000; // messages of one author within this stand together

export class Log {
  constructor(scroller, list, view, { editAgain }) {
    this.scroller = scroller;
    this.list = list;
    this.view = view; // makes and updates a message's element
    this.editAgain = editAgain;
    this.messages = new Map(); // uuid → message
    this.events = []; // {at, code, key, values, or text}: joined, ended, as this page saw it happen
    this.elements = new Map();
    this.recalled = new Map(); // uuid → my own text, as long as this page lives
    this.readSeq = 0;
    this.more = false;
    const keep = new ResizeObserver(() => {
      this.size = this.measure();
      if (this.stick) this.toEnd();
    });
    for (const part of [scroller, ...scroller.children]) keep.observe(part);
    // Only the reader lets go of the end, not a panel that has changed its shape.
    scroller.addEventListener('scroll', () => {
      if (this.size === this.measure()) this.stick = this.isAtEnd();
    }, { passive: true });
    this.stick = true;
  }

  clear() {
    this.messages.clear();
    this.recalled.clear();
    this.events = [];
    this.readSeq = 0;
    this.rebuild();
  }

  // Every element is made anew at the next painting (another language, another visitor).
  rebuild() {
    this.elements.clear();
    this.list.replaceChildren();
  }

  // A message known by its uuid is the same one, however often and in whichever form it comes; it
  // keeps the place that it had first.
  put(message) {
    const known = this.messages.get(message.id);
    if (known && message.recalled && !known.recalled) this.recall(known);
    const seq = known && known.seq && message.seq ? Math.min(known.seq, message.seq) : message.seq || (known && known.seq);
    this.messages.set(message.id, { ...known, ...message, seq });
  }

  // What was taken back is gone from where it was quoted too.
  recall(known) {
    if (known.author === 'customer' && known.text) this.recalled.set(known.id, known.text);
    for (const [id, message] of this.messages)
      if (message.quote && message.quote.uuid === known.id) this.messages.set(id, { ...message, quote: { ...message.quote, text: '' } });
  }

  remove(uuid) {
    this.messages.delete(uuid);
  }

  isEmpty() {
    return this.messages.size === 0;
  }

  // The newest stored message; null when there is none.
  newest() {
    return [...this.messages.values()].filter((message) => message.seq).sort((a, b) => b.seq - a.seq)[0] || null;
  }

  measure() {
    const { clientWidth, clientHeight, scrollHeight } = this.scroller;
    return `${clientWidth} ${clientHeight} ${scrollHeight}`;
  }

  isAtEnd() {
    const { scrollHeight, scrollTop, clientHeight } = this.scroller;
    return scrollHeight - scrollTop - clientHeight < NEAR_END;
  }

  toEnd() {
    this.scroller.scrollTop = this.scroller.scrollHeight;
  }

  // What came while nobody listened goes in silently; only later messages are announced.
  paint({ now, live, silent, isQueued }) {
    if (silent) this.scroller.setAttribute('aria-live', 'off');
    const rows = [...this.messages.values()].sort(
      (a, b) => (a.seq || Infinity) - (b.seq || Infinity) || a.order - b.order);
    const lastMine = rows.filter((row) => row.author === 'customer' && row.state === 'sent' && !row.recalled).pop();
    const wanted = [];
    if (this.more) wanted.push(this.line('more', 'event', say('event.more')));
    const events = [...this.events];
    let previous = null, day = null;
    const addEvents = (until) => {
      while (events.length && events[0].at <= until) {
        const event = events.shift();
        const text = event.text || say(event.key, event.values);
        wanted.push(this.line(`event-${event.at}-${text}`, 'event', text));
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
      if (row.recalled || row.author === 'system') {
        const line = row.recalled ? this.recalledLine(row) : this.systemLine(row);
        if (line) wanted.push(line);
        previous = null;
        return;
      }
      const next = rows[index + 1];
      const first = !previous || previous.author !== row.author || previous.name !== row.name
        || at - (previous.at || now) > RUN;
      const last = !next || next.author !== row.author || next.recalled;
      wanted.push(this.message(row, { first, last, isLastSent: row === lastMine, live, readSeq: this.readSeq, isQueued }));
      previous = row;
    });
    addEvents(Infinity);
    this.place(wanted);
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

  line(key, kind, ...parts) {
    let element = this.elements.get(key);
    if (!element) {
      element = make('li', kind, ...parts);
      this.elements.set(key, element);
    }
    return element;
  }

  recalledLine(row) {
    const mine = row.author === 'customer';
    const again = mine && this.recalled.has(row.id)
      ? button('', () => this.editAgain(this.recalled.get(row.id)), say('recall.edit')) : null;
    return this.line(`recalled-${row.id}-${Boolean(again)}`, 'event',
      mine ? say('recall.mine') : say('recall.theirs', { name: row.name || '' }), ' ', again);
  }

  // What the service itself tells, unless this page has seen it happen and said so already; of what
  // is not for visitors it sends nothing.
  systemLine(row) {
    const { code, who, by } = row.system || {};
    if (this.events.some((event) => event.code === code && Math.abs(event.at - row.at) < SAME)) return null;
    const text = code === 'taken_over' ? say('event.joined', { name: who || '' })
      : code === 'passed_on' ? say('event.passed-on', { name: who || '' })
      : code === 'requeued' ? say('event.requeued')
      : code === 'ended' ? say(by === 'customer' ? 'event.ended-by-you' : 'event.ended')
      : code === 'overflow' ? say('event.overflow')
      : code === 'vanished' ? say('event.vanished', { name: who || '' })
      : row.text;
    return text ? this.line(`system-${row.id}`, 'event', text) : null;
  }

  message(row, how) {
    let element = this.elements.get(row.id);
    if (!element) {
      element = this.view.make(row);
      this.elements.set(row.id, element);
    }
    this.view.update(element, row, how);
    return element;
  }

  elementOf(uuid) {
    return this.elements.get(uuid);
  }
}
