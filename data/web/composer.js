// SPDX-License-Identifier: GPL-3.0-or-later
// The field where the visitor writes. Enter sends, Shift+Enter breaks the line, and while an input
// method composes (Chinese, Japanese …) Enter belongs to it.

import { say, sizeText } from './words.js';
import { $, setLabel, setText } from './dom.js';
import { Emoji } from './emoji.js';
import { Tray, acceptFiles } from './tray.js';
import { limitText } from './media.js';

const MOST = 4000; // characters, as the server counts them
const WARN = 400; // tell how many are left from here on

export class Composer {
  // `listener`: submit({text, quote, files}), change(text), tell(text)
  constructor(uploads, listener) {
    this.text = $('text');
    this.listener = listener;
    this.uploads = uploads;
    this.quote = null;
    this.tray = new Tray($('tray'), uploads, () => this.update());
    this.emoji = new Emoji($('emoji'), (sign) => this.insert(sign));
    acceptFiles(this.text, $('chat'), $('drop'), this.tray);
    $('attach').addEventListener('click', () => this.tray.choose());
    $('picture').addEventListener('click', () => this.tray.choose('image/png,image/jpeg,image/gif,image/webp'));
    $('unquote').addEventListener('click', () => {
      this.setQuote(null);
      this.focus();
    });
    this.text.addEventListener('input', () => this.update());
    this.text.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return;
      event.preventDefault();
      this.send();
    });
    $('composer').addEventListener('submit', (event) => {
      event.preventDefault();
      this.send();
      this.focus();
    });
  }

  translate() {
    const limit = limitText(this.uploads.limits);
    setLabel($('attach'), `${say('composer.attach')} (${limit})`);
    setLabel($('picture'), `${say('composer.picture')} (${limit})`);
    setText($('limit'), say('file.short', { most: sizeText(this.uploads.limits.most) }));
    this.tray.translate();
    this.update();
  }

  setText(value) {
    this.text.value = value;
    this.update();
  }

  // Behind what is there already.
  addText(value) {
    this.setText(this.text.value && value ? `${value}\n${this.text.value}` : value || this.text.value);
  }

  insert(text) {
    this.text.setRangeText(text, this.text.selectionStart, this.text.selectionEnd, 'end');
    this.update();
    this.focus();
  }

  focus() {
    this.text.focus();
  }

  // `quote`: {uuid, author, name, text} or null
  setQuote(quote) {
    this.quote = quote;
    $('quoting').hidden = !quote;
    if (quote) setText($('quoted'), say('quoting', { name: quote.author === 'customer' ? say('you.name') : quote.name || '', text: quote.text }));
  }

  length() {
    return [...this.text.value.trim()].length;
  }

  canSend() {
    const length = this.length();
    return length <= MOST && (length > 0 || !this.tray.isEmpty()) && !this.tray.hasFault();
  }

  update() {
    const left = MOST - this.length();
    setText($('hint'), left < 0 ? say('composer.over', { n: -left }) : left <= WARN ? say('composer.left', { n: left }) : '');
    $('hint').classList.toggle('over', left < 0);
    $('send').setAttribute('aria-disabled', !this.canSend());
    this.text.style.height = 'auto';
    this.text.style.height = `${this.text.scrollHeight}px`;
    this.listener.change(this.text.value);
  }

  send() {
    if (this.tray.hasFault()) this.listener.tell(say('leave.faulty'));
    if (!this.canSend()) return;
    const message = { text: this.text.value.trim(), quote: this.quote, files: this.tray.take() };
    this.setQuote(null);
    this.setText('');
    this.listener.submit(message);
  }
}
