// SPDX-License-Identifier: GPL-3.0-or-later
// "Is writing", both ways: what the visitor writes is told to the agent as a preview, at most once a
// second; that the agent writes is shown for a few seconds, and read out once a turn.

import { say } from './words.js';
import { $, speak } from './dom.js';

const EVERY = 1000;
const MOST = 500;
const SHOWN = 6000; // the agent's program tells it every 3 s

export class Typing {
  constructor(link) {
    this.link = link;
    this.told = '';
    this.last = 0;
    this.name = null;
  }

  // What stands in the field now.
  note(text) {
    this.text = [...text].slice(0, MOST).join('');
    if (this.timer) return;
    this.timer = setTimeout(() => {
      this.timer = 0;
      this.tell();
    }, Math.max(0, this.last + EVERY - Date.now()));
  }

  // Sent or put away: nothing is being written any more.
  stop() {
    clearTimeout(this.timer);
    this.timer = 0;
    this.text = '';
    this.told = '';
  }

  tell() {
    if (this.text === this.told || !this.link.up({ typing: this.text })) return;
    this.told = this.text;
    this.last = Date.now();
  }

  // The agent writes.
  hear(name, changed) {
    if (this.name !== name) speak(say('typing', { name }));
    this.name = name;
    clearTimeout(this.until);
    this.until = setTimeout(() => {
      this.name = null;
      changed();
    }, SHOWN);
  }

  // His message has come.
  clear() {
    clearTimeout(this.until);
    this.name = null;
  }

  paint() {
    $('typing').hidden = !this.name;
    if (this.name) $('typing-text').textContent = say('typing', { name: this.name });
  }
}
