// SPDX-License-Identifier: GPL-3.0-or-later
// The field where the visitor writes. Enter sends, Shift+Enter breaks the line, and while an input
// method composes (Chinese, Japanese …) Enter belongs to it.

import { say } from './words.js';

const MOST = 4000; // characters, as the server counts them
const WARN = 400; // tell how many are left from here on

export class Composer {
  constructor({ form, text, send, hint }, { submit, change }) {
    Object.assign(this, { form, text, sendButton: send, hint, submit, change });
    text.addEventListener('input', () => this.update());
    text.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return;
      event.preventDefault();
      this.send();
    });
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.send();
      text.focus();
    });
  }

  setText(value) {
    this.text.value = value;
    this.update();
  }

  focus() {
    this.text.focus();
  }

  length() {
    return [...this.text.value.trim()].length;
  }

  update() {
    const left = MOST - this.length();
    this.hint.textContent = left < 0 ? say('composer.over', { n: -left })
      : left <= WARN ? say('composer.left', { n: left }) : '';
    this.hint.classList.toggle('over', left < 0);
    this.sendButton.setAttribute('aria-disabled', left < 0 || left === MOST);
    this.text.style.height = 'auto';
    this.text.style.height = `${this.text.scrollHeight}px`;
    this.change(this.text.value);
  }

  send() {
    const text = this.text.value.trim();
    if (!text || this.length() > MOST) return;
    this.setText('');
    this.submit(text);
  }
}
