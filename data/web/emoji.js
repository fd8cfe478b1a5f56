// SPDX-License-Identifier: GPL-3.0-or-later
// A small sheet of faces and signs; the arrows move in it, Enter takes one, Escape puts it away.

import { $, button } from './dom.js';

const COLUMNS = 8;
const SIGNS = [...'😀😄😁😂🙂😊😉😍🤔😅😓😢😭😡😱😴👍👎👌🙏👏💪🤝👋❤💔🎉🌹🔥⭐✅❌'];

export class Emoji {
  constructor(opener, take) {
    this.opener = opener;
    this.sheet = $('emoji-sheet');
    this.buttons = SIGNS.map((sign, index) => {
      const one = button('', () => {
        this.close();
        take(sign);
      }, sign);
      one.tabIndex = index ? -1 : 0;
      return one;
    });
    this.sheet.append(...this.buttons);
    this.sheet.addEventListener('keydown', (event) => this.key(event));
    opener.addEventListener('click', () => (this.sheet.hidden ? this.open() : this.close()));
    document.addEventListener('pointerdown', (event) =>
      !this.sheet.contains(event.target) && !opener.contains(event.target) && this.put(false));
  }

  put(open) {
    this.sheet.hidden = !open;
    this.opener.setAttribute('aria-expanded', open);
  }

  open() {
    this.put(true);
    this.buttons.find((one) => one.tabIndex === 0).focus();
  }

  // True when there was something to close.
  close() {
    if (this.sheet.hidden) return false;
    this.put(false);
    this.opener.focus();
    return true;
  }

  key(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: COLUMNS, ArrowUp: -COLUMNS }[event.key];
    if (!step) return;
    event.preventDefault();
    const at = this.buttons.indexOf(document.activeElement);
    const next = this.buttons[at + step];
    if (!next) return;
    this.buttons[at].tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  }
}
