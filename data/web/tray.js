// SPDX-License-Identifier: GPL-3.0-or-later
// The files that go with what is being written: chosen, pasted or dropped, checked before they are
// sent, with their progress, and each can be taken out again.

import { say, sizeText } from './words.js';
import { make, button, iconButton, setText, speak } from './dom.js';
import { icon } from './icons.js';
import { newUuid } from './outbox.js';
import { progressLine, paintProgress, fileFault, limitText } from './media.js';

export class Tray {
  // `place` shows the files; `changed()` when they do.
  constructor(place, uploads, changed) {
    Object.assign(this, { place, uploads, changed, uuids: [] });
    this.picker = document.createElement('input');
    this.picker.type = 'file';
    this.picker.multiple = true;
    this.picker.addEventListener('change', () => {
      this.add([...this.picker.files]);
      this.picker.value = '';
    });
  }

  // `accept`: what the picker offers first; what may go is checked for each file all the same.
  choose(accept) {
    this.picker.accept = accept || '';
    this.picker.click();
  }

  add(files) {
    const most = this.uploads.limits.count || 10;
    for (const file of files) {
      if (this.uuids.length >= most) {
        speak(say('file.count', { count: most }));
        break;
      }
      const uuid = newUuid();
      this.uploads.add(uuid, file);
      this.uuids.push(uuid);
    }
    this.paint();
    this.changed();
  }

  remove(uuid) {
    this.uploads.drop(uuid);
    this.uuids = this.uuids.filter((one) => one !== uuid);
    this.paint();
    this.changed();
  }

  // Puts files back that a message carried.
  put(uuids) {
    this.uuids = [...this.uuids, ...uuids.filter((uuid) => this.uploads.get(uuid))];
    this.paint();
    this.changed();
  }

  isEmpty() {
    return this.uuids.length === 0;
  }

  // Something in it cannot go: it has to be taken out or tried again first.
  hasFault() {
    return this.uuids.some((uuid) => {
      const { state, code } = this.uploads.get(uuid);
      return state === 'failed' && code !== 'network';
    });
  }

  isStored() {
    return this.uuids.every((uuid) => this.uploads.get(uuid).state === 'stored');
  }

  // Hands the files over to a message.
  take() {
    const files = this.uuids.map((uuid) => this.describe(uuid));
    this.uuids = [];
    this.paint();
    return files;
  }

  describe(uuid) {
    const { name, type, size, stored } = this.uploads.get(uuid);
    return { uuid, name, type, size, ...stored };
  }

  translate() {
    this.place.replaceChildren();
    this.paint();
  }

  paint() {
    this.place.hidden = this.isEmpty();
    for (const row of [...this.place.querySelectorAll('.item')]) if (!this.uuids.includes(row.dataset.id)) row.remove();
    for (const uuid of this.uuids) {
      const upload = this.uploads.get(uuid);
      let row = this.place.querySelector(`[data-id="${uuid}"]`);
      if (!row) {
        row = this.row(upload);
        this.place.append(row);
      }
      this.update(row, upload);
    }
  }

  row(upload) {
    const row = make('li', 'item');
    row.dataset.id = upload.uuid;
    const sign = upload.url ? make('img', 'sign') : icon('file');
    if (upload.url) Object.assign(sign, { src: upload.url, alt: '', width: 36, height: 36 });
    row.append(sign, make('span', 'grow', make('span', 'file-name', upload.name), make('small', '', sizeText(upload.size)), progressLine(upload),
      make('span', 'fault')), iconButton('close', say('file.remove', { name: upload.name }), () => this.remove(upload.uuid)));
    return row;
  }

  update(row, upload) {
    const line = row.querySelector('.progress');
    const fault = row.querySelector('.fault');
    line.hidden = upload.state === 'stored' || upload.state === 'failed';
    paintProgress(line, upload);
    row.classList.toggle('failed', upload.state === 'failed');
    fault.hidden = upload.state !== 'failed';
    if (fault.dataset.code === (upload.code || '')) return;
    fault.dataset.code = upload.code || '';
    fault.replaceChildren();
    if (upload.state !== 'failed') return;
    fault.setAttribute('role', 'alert');
    const mayAgain = ['network', 'too-fast', 'other'].includes(upload.code);
    fault.append(fileFault(upload.code, this.uploads.limits), ' ', mayAgain
      ? button('', () => this.uploads.again(upload.uuid), say('state.again'))
      : button('', () => {
        this.remove(upload.uuid);
        this.choose();
      }, say('fault.swap')));
  }
}

// Files may be pasted into `field` and dropped onto `area`; while they hover, the limits are told.
export function acceptFiles(field, area, cover, tray) {
  field.addEventListener('paste', (event) => {
    const files = [...(event.clipboardData ? event.clipboardData.files : [])];
    if (!files.length) return;
    event.preventDefault();
    tray.add(files);
  });
  const hasFiles = (event) => event.dataTransfer && [...event.dataTransfer.types].includes('Files');
  const show = (shown) => {
    if (shown) setText(cover.lastElementChild, limitText(tray.uploads.limits));
    cover.hidden = !shown;
  };
  area.addEventListener('dragover', (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    show(true);
  });
  area.addEventListener('dragleave', (event) => !area.contains(event.relatedTarget) && show(false));
  area.addEventListener('drop', (event) => {
    show(false);
    if (!hasFiles(event)) return;
    event.preventDefault();
    tray.add([...event.dataTransfer.files]);
  });
}
