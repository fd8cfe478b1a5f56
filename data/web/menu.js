// SPDX-License-Identifier: GPL-3.0-or-later
// The menu behind the three dots, and the question before something is ended.

import { say } from './words.js';
import { $, make, setText } from './dom.js';
import { icon } from './icons.js';

export class Menu {
  // `items()`: [{icon, text, act, checked?, lang?, isBad?}, …] as they are now
  constructor(opener, sheet, items) {
    Object.assign(this, { opener, sheet, items });
    opener.addEventListener('click', () => (sheet.hidden ? this.open() : this.close()));
    opener.addEventListener('keydown', (event) => {
      if (event.key !== 'ArrowDown') return;
      event.preventDefault();
      this.open();
    });
    sheet.addEventListener('keydown', (event) => this.key(event));
    document.addEventListener('pointerdown', (event) =>
      !sheet.contains(event.target) && !opener.contains(event.target) && this.put(false));
  }

  put(open) {
    this.sheet.hidden = !open;
    this.opener.setAttribute('aria-expanded', open);
  }

  open() {
    this.sheet.replaceChildren(...this.items().map((item) => this.item(item)));
    this.put(true);
    this.sheet.firstElementChild.focus();
  }

  item({ icon: shape, text, act, checked, lang, isBad }) {
    const one = make('button', isBad ? 'bad' : '', icon(shape), make('span', 'grow', text), checked ? icon('check') : null);
    one.type = 'button';
    one.tabIndex = -1;
    one.setAttribute('role', checked === undefined ? 'menuitem' : 'menuitemcheckbox');
    if (checked !== undefined) one.setAttribute('aria-checked', checked);
    if (lang) one.lang = lang;
    one.addEventListener('click', () => {
      this.close();
      act();
    });
    return one;
  }

  // True when there was something to close.
  close() {
    if (this.sheet.hidden) return false;
    this.put(false);
    this.opener.focus();
    return true;
  }

  key(event) {
    const all = [...this.sheet.children];
    const at = all.indexOf(document.activeElement);
    const next = { ArrowDown: (at + 1) % all.length, ArrowUp: (at - 1 + all.length) % all.length, Home: 0, End: all.length - 1 }[event.key];
    if (next !== undefined) {
      event.preventDefault();
      all[next].focus();
    } else if (event.key === 'Tab') {
      this.put(false);
    }
  }
}

// Asks before `act`; Escape and the first button leave everything as it is.
export function ask({ title, text, yes }, act) {
  setText($('ask-title'), title);
  setText($('ask-text'), text);
  setText($('ask-no'), say('ask.no'));
  setText($('ask-yes'), yes);
  $('ask-no').onclick = () => $('ask').close();
  $('ask-yes').onclick = () => {
    $('ask').close();
    act();
  };
  $('ask').showModal();
  $('ask-no').focus();
}
