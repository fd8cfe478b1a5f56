// SPDX-License-Identifier: GPL-3.0-or-later
// Leaving a message: when people are there and until when they promise to answer stands before the
// form; only what happened and how to reach him are asked for.

import { say } from './words.js';
import { make, button, setText } from './dom.js';
import { icon } from './icons.js';
import { newUuid } from './outbox.js';
import { Tray, acceptFiles } from './tray.js';
import { limitText } from './media.js';
import { nameHours, namePromise } from './hours.js';

const MOST = 4000;

export class LeaveForm {
  // `listener`: send({request, text, name, reach, files}) → promise of {ok, status, json}, left(the contact's uuid), home(), chat()
  constructor(place, uploads, listener) {
    Object.assign(this, { place, uploads, listener });
    this.given = { text: '', name: '', reach: '' };
    this.request = newUuid();
  }

  // What is known already stands in the fields.
  fill(given) {
    for (const [name, value] of Object.entries(given)) if (value && !this.given[name]) this.given[name] = value;
  }

  note(desk, now) {
    const hours = nameHours(desk);
    return make('div', 'note info', icon('clock'), make('div', '', hours ? make('p', '', say('leave.hours', { hours })) : '',
      make('p', 'strong', namePromise(desk, now) || say('leave.answer'))));
  }

  field(name, type, isNeeded) {
    const input = document.createElement(type === 'textarea' ? 'textarea' : 'input');
    input.id = `leave-${name}`;
    input.value = this.given[name];
    input.required = isNeeded;
    input.maxLength = name === 'text' ? MOST : 100;
    if (type === 'textarea') input.rows = 5;
    else Object.assign(input, { type: 'text', autocomplete: name === 'name' ? 'name' : 'email' });
    input.setAttribute('aria-describedby', `fault-${name}`);
    input.addEventListener('input', () => {
      this.given[name] = input.value;
      this.fault(name, '');
    });
    const label = make('label', '', say(`leave.${name}`), isNeeded ? '' : make('span', 'opt', say('leave.optional')));
    label.htmlFor = input.id;
    const fault = make('p', 'fault');
    fault.id = `fault-${name}`;
    return make('div', 'field', label, input, fault);
  }

  fault(name, text) {
    const input = this.place.querySelector(`#leave-${name}`);
    setText(this.place.querySelector(`#fault-${name}`), text);
    if (text) input.setAttribute('aria-invalid', 'true');
    else input.removeAttribute('aria-invalid');
  }

  // `context`: {desk, now, hasTalk}
  show(context) {
    const tray = make('ul', 'tray');
    const form = make('form', 'form');
    form.noValidate = true;
    const before = this.tray ? this.tray.uuids : [];
    this.tray = new Tray(tray, this.uploads, () => {});
    this.tray.put(before);
    const text = this.field('text', 'textarea', true);
    if (context.hasTalk) text.append(make('p', 'hint', say('leave.attached')));
    const status = make('p', 'fault');
    status.id = 'leave-status';
    status.setAttribute('role', 'alert');
    const send = make('button', 'btn main big', say('leave.send'));
    const cover = make('div', 'drop', icon('clip', 'l'), make('p', '', say('file.drop')), make('small', ''));
    cover.hidden = true;
    form.append(this.note(context.desk, context.now), text,
      make('div', 'two', this.field('name', 'text', false), this.field('reach', 'text', true)),
      make('div', 'field', button('btn', () => this.tray.choose(), icon('clip'), say('leave.files')),
        make('p', 'hint', limitText(this.uploads.limits)), tray),
      send, status, cover);
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.submit(send, status);
    });
    this.place.replaceChildren(form);
    acceptFiles(this.place.querySelector('#leave-text'), form, cover, this.tray);
  }

  // Looks at all fields, tells each fault at its field, and goes to the first.
  check() {
    const reach = this.given.reach.trim();
    const faults = {
      text: this.given.text.trim() ? '' : say('leave.no-text'),
      reach: /^\S+@\S+\.\S+$/.test(reach) || /^\+?[\d\s()-]{7,20}$/.test(reach) ? '' : say('leave.no-reach'),
    };
    for (const [name, text] of Object.entries(faults)) this.fault(name, text);
    const first = Object.keys(faults).find((name) => faults[name]);
    if (first) this.place.querySelector(`#leave-${first}`).focus();
    return !first;
  }

  async submit(send, status) {
    if (this.isBusy || !this.check()) return;
    if (this.tray.hasFault() || !this.tray.isStored()) {
      setText(status, say(this.tray.hasFault() ? 'leave.faulty' : 'leave.uploading'));
      return;
    }
    this.isBusy = true;
    send.setAttribute('aria-disabled', 'true');
    setText(status, '');
    const { text, name, reach } = this.given;
    const answer = await this.listener.send({
      request: this.request, text: text.trim(), name: name.trim(), reach: reach.trim(), files: this.tray.uuids,
    });
    this.isBusy = false;
    send.removeAttribute('aria-disabled');
    if (answer.ok) {
      this.given.text = '';
      this.request = newUuid();
      this.tray.take();
      this.listener.left(answer.json.contact);
    } else if (answer.status === 422) {
      this.fault('reach', say('leave.no-reach'));
      this.place.querySelector('#leave-reach').focus();
    } else {
      setText(status, say(answer.status === 429 ? 'leave.limited' : answer.status === 0 ? 'leave.offline' : 'leave.failed'));
    }
  }

  // What stands there when it has been left.
  showLeft(context) {
    this.tray = null;
    const title = make('h2', '', say('left.title'));
    title.tabIndex = -1;
    this.place.replaceChildren(make('section', 'left', icon('check', 'l'), title,
      make('p', '', namePromise(context.desk, context.now) || say('leave.answer')),
      make('p', 'hint', say('left.reach', { reach: this.given.reach.trim() })),
      make('div', 'acts', button('btn main', this.listener.chat, say('left.more')), button('btn quiet', this.listener.home, say('left.home')))));
    title.focus();
  }
}
