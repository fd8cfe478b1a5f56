// SPDX-License-Identifier: GPL-3.0-or-later
// Shows a message's files: pictures small and, on a click, large; everything else as a row to save.

import { say, sizeText } from './words.js';
import { $, make, button, setLabel, setText, speak } from './dom.js';
import { icon } from './icons.js';

const WIDE = 216, HIGH = 240; // a picture in the transcript
const PICTURES = ['image/png', 'image/jpeg', 'image/gif', 'image/webp'];

export class Media {
  // `find(uuid)`: the upload of a file that is on its way from here, if there is one.
  constructor(calls, find) {
    this.calls = calls;
    this.find = find;
    this.local = new Map(); // path → promise of a blob: address, where addresses cannot carry the cookie
    $('viewer-close').addEventListener('click', () => $('viewer').close());
    $('viewer').addEventListener('click', (event) => event.target === $('viewer') && $('viewer').close());
  }

  path(file, isThumb) {
    return `files/${file.uuid}${isThumb ? '/thumb' : ''}`;
  }

  async setSource(image, file, isThumb) {
    const upload = this.find(file.uuid);
    const path = this.path(file, isThumb);
    if (upload && upload.url) image.src = upload.url;
    else if (!this.calls.link.token) image.src = path;
    else {
      if (!this.local.has(path)) this.local.set(path, this.calls.fetchLocal(path));
      const url = await this.local.get(path);
      if (url) image.src = url;
    }
  }

  // The element of a file in a message.
  show(file) {
    const upload = this.find(file.uuid);
    const isPicture = PICTURES.includes(file.type) && Boolean(file.thumb || (upload && upload.url));
    return isPicture ? this.picture(file) : this.row(file);
  }

  // Width and height stand before the picture comes, so nothing jumps.
  picture(file) {
    const image = document.createElement('img');
    const scale = Math.min(1, WIDE / (file.width || WIDE), HIGH / (file.height || 160));
    image.width = Math.round((file.width || WIDE) * scale);
    image.height = Math.round((file.height || 160) * scale);
    image.alt = '';
    if (!file.width) image.addEventListener('load', () => image.removeAttribute('height'));
    const one = button('pic', () => this.enlarge(file), image);
    one.setAttribute('aria-label', say('file.enlarge', { name: file.name }));
    this.setSource(image, file, true);
    return one;
  }

  row(file) {
    const size = make('small', '', sizeText(file.size));
    const row = button('file', () => this.save(file), icon('file'), make('span', 'grow', file.name, size), icon('load'));
    row.setAttribute('aria-label', say('file.save', { name: file.name, size: sizeText(file.size) }));
    return row;
  }

  async save(file) {
    const upload = this.find(file.uuid);
    if (upload && upload.state !== 'stored') return;
    if (!(await this.calls.save(this.path(file), file.name))) speak(say('file.gone', { name: file.name }));
  }

  async enlarge(file) {
    const image = $('viewer-picture');
    image.removeAttribute('src');
    image.alt = file.name;
    if (file.width) Object.assign(image, { width: file.width, height: file.height });
    $('viewer').setAttribute('aria-label', file.name);
    $('viewer-save').onclick = () => this.save(file);
    setLabel($('viewer-save'), say('file.save', { name: file.name, size: sizeText(file.size) }));
    $('viewer').showModal();
    await this.setSource(image, file, false);
  }
}

// How far a file is, under it.
export function progressLine(upload) {
  const bar = make('progress', '');
  bar.max = 1;
  bar.value = upload.progress;
  bar.setAttribute('aria-label', say('file.progress', { name: upload.name }));
  return make('span', 'progress', bar, make('small', 'num', `${Math.round(upload.progress * 100)} %`));
}

export function paintProgress(line, upload) {
  line.firstChild.value = upload.progress;
  setText(line.lastChild, `${Math.round(upload.progress * 100)} %`);
}

// Why a file did not go.
export function fileFault(code, limits) {
  return say(`fault.${['too-large', 'empty', 'type-refused', 'infected', 'too-many-pixels', 'no-room', 'network', 'too-fast', 'lost'].includes(code) ? code : 'other'}`,
    { most: sizeText(limits.most) });
}

// What may be sent, said before anything is chosen.
export function limitText(limits) {
  return say('file.limit', { most: sizeText(limits.most), count: limits.count || 10 });
}
