// SPDX-License-Identifier: GPL-3.0-or-later
// Walks the transcript by keyboard (one tab stop; Up and Down go from message to message) and shows a
// message's tools: on Enter, under the pointer, or after a long press.

import { say } from './words.js';
import { $, iconButton } from './dom.js';

export class Walk {
  // `tools(uuid)`: [[icon, label, act], …] for a message.
  constructor(log, tools) {
    this.log = log;
    this.tools = tools;
    this.bar = $('tools');
    this.id = null; // of the message whose tools are shown
    const scroller = log.scroller;
    scroller.addEventListener('keydown', (event) => this.key(event));
    scroller.addEventListener('focusin', (event) => this.setStop(event.target.closest('.message')));
    scroller.addEventListener('pointerover', (event) => event.pointerType === 'mouse' && this.point(event.target.closest('.message')));
    scroller.addEventListener('contextmenu', (event) => this.longPress(event));
    scroller.addEventListener('scroll', () => this.follow(), { passive: true });
    scroller.parentNode.addEventListener('pointerleave', () => this.leave());
    this.bar.addEventListener('keydown', (event) => this.toolKey(event));
    document.addEventListener('pointerdown', (event) =>
      !this.bar.contains(event.target) && event.pointerType !== 'mouse' && this.hide());
  }

  messages() {
    return [...this.log.list.querySelectorAll('.message')];
  }

  // The transcript is one tab stop: itself, or the message that was walked to last with what can be
  // pressed in it.
  setStop(message) {
    for (const one of this.log.list.querySelectorAll('.message[tabindex="0"]')) if (one !== message) this.mark(one, -1);
    if (message) this.mark(message, 0);
    this.log.scroller.tabIndex = message ? -1 : 0;
  }

  mark(message, tabIndex) {
    message.tabIndex = tabIndex;
    for (const one of message.querySelectorAll('.content button')) one.tabIndex = tabIndex;
  }

  // After a painting: messages come and go, parts of them too.
  keepStop() {
    for (const one of this.log.list.querySelectorAll('.content button')) one.tabIndex = one.closest('.message').tabIndex;
    if (!this.log.list.querySelector('.message[tabindex="0"]')) this.log.scroller.tabIndex = 0;
  }

  key(event) {
    if (event.target.closest(event.key === 'Enter' ? 'button, input, textarea' : 'input, textarea') || event.altKey || event.ctrlKey || event.metaKey) return;
    const all = this.messages();
    const at = all.indexOf(event.target.closest('.message'));
    if (event.key === 'ArrowUp' || event.key === 'ArrowDown') {
      const next = at < 0 ? all[all.length - 1] : all[at + (event.key === 'ArrowUp' ? -1 : 1)];
      if (!next) return;
      event.preventDefault();
      next.focus({ preventScroll: true });
      next.scrollIntoView({ block: 'nearest' });
    } else if (event.key === 'Enter' && at >= 0) {
      event.preventDefault();
      this.show(all[at]);
      const first = this.bar.querySelector('button');
      if (first) first.focus();
    }
  }

  point(message) {
    if (message) this.show(message);
    else this.leave();
  }

  longPress(event) {
    const message = event.target.closest('.message');
    if (!message || event.pointerType === 'mouse' || getSelection().toString()) return;
    event.preventDefault();
    this.show(message);
  }

  // The bar stands outside the transcript, so that it is not read out as something new.
  show(message) {
    if (!message) return;
    const tools = this.tools(message.dataset.id);
    if (!tools.length) return this.hide();
    const key = `${message.dataset.id} ${tools.map(([shape]) => shape)}`;
    if (this.id !== key) {
      this.id = key;
      this.message = message;
      this.bar.replaceChildren(...tools.map(([shape, label, act]) => iconButton(shape, label, () => {
        if (this.bar.contains(document.activeElement)) message.focus({ preventScroll: true });
        this.hide();
        act();
      })));
      this.bar.setAttribute('aria-label', say('tools'));
      this.bar.querySelectorAll('button').forEach((one, index) => (one.tabIndex = index ? -1 : 0));
    }
    this.bar.hidden = false;
    this.position(message);
  }

  position(message) {
    const around = this.bar.parentNode.getBoundingClientRect();
    const content = (message.querySelector('.bubble, .pic, .file') || message).getBoundingClientRect();
    const top = Math.max(4, content.top - around.top - this.bar.offsetHeight + 8); // over the edge, not over the words
    const left = message.classList.contains('mine') ? content.left - around.left - 4
      : Math.min(content.right - around.left + 4 - this.bar.offsetWidth, around.width - this.bar.offsetWidth - 8);
    this.bar.style.top = `${top}px`;
    this.bar.style.left = `${Math.max(8, left)}px`;
  }

  // Tools that have the keyboard stay beside their message: the walk that led there has scrolled, too.
  follow() {
    if (this.bar.contains(document.activeElement)) this.position(this.message);
    else this.hide();
  }

  hide() {
    this.bar.hidden = true;
    this.id = null;
  }

  leave() {
    if (!this.bar.contains(document.activeElement)) this.hide();
  }

  toolKey(event) {
    const all = [...this.bar.querySelectorAll('button')];
    const at = all.indexOf(document.activeElement);
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step) {
      event.preventDefault();
      const next = all[(at + step + all.length) % all.length];
      all.forEach((one) => (one.tabIndex = one === next ? 0 : -1));
      next.focus();
    }
  }

  // Escape's first stop. True when there was something to close.
  close() {
    if (this.bar.hidden) return false;
    const hadFocus = this.bar.contains(document.activeElement);
    this.hide();
    if (hadFocus && this.message) this.message.focus();
    return hadFocus;
  }
}
