// SPDX-License-Identifier: GPL-3.0-or-later
// One message's element: quote, text, files, and under the last own one how far it has come.

import { say } from './words.js';
import { make, button, time, initial } from './dom.js';
import { icon } from './icons.js';
import { progressLine, paintProgress, fileFault } from './media.js';

export class MessageView {
  // `actions`: again(uuid), edit(uuid), jump(uuid), replace(uuid); `media` shows files.
  constructor(actions, media, uploads) {
    Object.assign(this, { actions, media, uploads });
  }

  make(row) {
    const element = make('li', 'message');
    element.dataset.id = row.id;
    element.tabIndex = -1;
    if (row.author === 'customer') {
      element.setAttribute('aria-live', 'off'); // the writer knows; only failures are told
      element.append(make('span', 'said', say('you')));
    } else {
      const avatar = make('span', 'avatar', initial(row.name));
      avatar.setAttribute('aria-hidden', 'true');
      element.append(avatar, make('p', 'name', row.name ? `${row.name} ` : '', time(row.at)));
    }
    element.append(make('div', 'content'), make('p', 'state'));
    return element;
  }

  // Paints what may change: the quoted may be recalled, files arrive.
  update(element, row, { first, last, isLastSent, live, readSeq, isQueued }) {
    const mine = row.author === 'customer';
    element.className = ['message', mine && 'mine', first && 'first', last && 'last', row.state].filter(Boolean).join(' ');
    const content = element.querySelector('.content');
    const key = JSON.stringify([row.text, row.quote, row.files]);
    if (content.dataset.key !== key) {
      content.dataset.key = key;
      content.replaceChildren(...this.parts(row));
    }
    for (const line of content.querySelectorAll('.progress')) this.paintUpload(line);
    if (mine) this.state(element.lastChild, row, { isLastSent, live, readSeq, isQueued });
    else element.lastChild.hidden = true;
  }

  parts(row) {
    const parts = [];
    if (row.text || row.quote) {
      const bubble = make('div', 'bubble');
      if (row.quote) bubble.append(this.quote(row.quote));
      bubble.append(row.text);
      parts.push(bubble);
    }
    for (const file of row.files || []) {
      parts.push(this.media.show(file));
      const upload = this.uploads.get(file.uuid);
      if (upload && upload.state !== 'stored') {
        const line = progressLine(upload);
        line.dataset.id = file.uuid;
        parts.push(line);
      }
    }
    return parts;
  }

  quote(quote) {
    const who = quote.author === 'customer' ? say('you.name') : quote.name || '';
    const one = button('quote', () => this.actions.jump(quote.uuid), make('b', '', who), quote.text || say('quote.recalled'));
    one.title = say('quote.jump');
    return one;
  }

  paintUpload(line) {
    const upload = this.uploads.get(line.dataset.id);
    line.hidden = !upload || upload.state === 'stored' || upload.state === 'failed';
    if (upload) paintProgress(line, upload);
  }

  // The first of its files that did not go, if any.
  failedFile(row) {
    if (row.state === 'sent') return null;
    for (const file of row.files || []) {
      const upload = this.uploads.get(file.uuid);
      if (upload && upload.state === 'failed') return upload;
    }
    return null;
  }

  state(line, row, { isLastSent, live, readSeq, isQueued }) {
    const read = row.seq && row.seq <= readSeq;
    const file = this.failedFile(row);
    const key = file ? `file-${file.code}` : row.state === 'refused' ? row.code
      : row.state === 'pending' ? (live ? 'sending' : 'waiting')
      : isLastSent ? (read ? 'read' : isQueued ? 'queued' : 'sent') : '';
    if (line.dataset.key === key) return;
    line.dataset.key = key;
    line.textContent = '';
    line.hidden = key === '';
    line.className = 'state';
    line.removeAttribute('role');
    if (file && !(file.code === 'network' && !live)) this.fileState(line, row, file);
    else if (row.state === 'refused') this.refusedState(line, row);
    else if (file) line.append(icon('clock'), say('state.waiting'));
    else if (key) {
      if (key === 'waiting') line.append(icon('clock'));
      line.append(say(`state.${key}`));
      if (row.at) line.append(' ', time(row.at));
    }
  }

  fault(line, text) {
    line.className = 'state bad';
    line.setAttribute('role', 'alert');
    line.append(text, ' ');
  }

  fileState(line, row, file) {
    this.fault(line, `${file.name}: ${fileFault(file.code, this.uploads.limits)}`);
    if (['network', 'too-fast', 'other'].includes(file.code))
      line.append(button('', () => this.uploads.again(file.uuid), say('state.again')));
    line.append(button('', () => this.actions.edit(row.id), say('state.edit')));
  }

  refusedState(line, row) {
    const known = ['too-long', 'bad-data', 'lost'].includes(row.code) ? row.code : 'other';
    this.fault(line, say(`refused.${known}`));
    line.append(button('', () => this.actions.edit(row.id), say('state.edit')));
    if (known === 'other') line.append(button('', () => this.actions.again(row.id), say('state.again')));
  }
}
