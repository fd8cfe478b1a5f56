// SPDX-License-Identifier: GPL-3.0-or-later
// Carries files to the server, a few at a time, and tells how far they are. A file that was cut off
// by the network goes on by itself, from where it was; one that the server refuses says why.

const AT_ONCE = 2;
const LEAST_PART = 256 * 1024; // of smaller ones the server keeps nothing when they are cut
const STALLED = 30000; // nothing has moved for so long: the network is as good as gone
const AGAIN_FIRST = 2000, AGAIN_MOST = 20000;

export class Uploads {
  // `changed(upload)` is told of every step.
  constructor(calls, changed) {
    this.calls = calls;
    this.changed = changed;
    this.all = new Map(); // uuid → upload
    this.limits = { most: 10 * 1024 * 1024, types: [], count: 10 };
    setInterval(() => this.watch(), 5000);
  }

  setLimits(limits) {
    if (limits && limits.most) this.limits = limits;
  }

  // Why a file cannot go, known before it is sent: a code, or null. What it is, only its content
  // tells: systems name one kind in many ways.
  refusal(file) {
    if (file.size > this.limits.most) return 'too-large';
    return file.size === 0 ? 'empty' : null;
  }

  add(uuid, file) {
    const name = file.name || `${file.type.split('/')[1] || 'file'}`;
    const upload = {
      uuid, file, name, type: file.type, size: file.size, progress: 0, state: 'waiting', code: this.refusal(file),
      url: /^image\/(png|jpeg|gif|webp)$/.test(file.type) ? URL.createObjectURL(file) : null,
    };
    if (upload.code) upload.state = 'failed';
    this.all.set(uuid, upload);
    this.next();
    return upload;
  }

  get(uuid) {
    return this.all.get(uuid);
  }

  // No longer wanted; what has been stored is forgotten by the server after a day.
  drop(uuid) {
    const upload = this.all.get(uuid);
    if (!upload) return;
    this.all.delete(uuid);
    clearTimeout(upload.timer);
    if (upload.request) upload.request.abort();
    upload.request = null;
    if (upload.url) URL.revokeObjectURL(upload.url);
    this.next();
  }

  again(uuid) {
    const upload = this.all.get(uuid);
    if (!upload || upload.state !== 'failed') return;
    clearTimeout(upload.timer);
    this.step(upload, { state: 'waiting', code: this.refusal(upload.file), progress: 0 });
    if (upload.code) this.step(upload, { state: 'failed' });
    this.next();
  }

  // The connection is back.
  resume() {
    for (const upload of this.all.values())
      if (upload.state === 'failed' && upload.code === 'network') this.again(upload.uuid);
  }

  step(upload, what) {
    Object.assign(upload, what);
    this.changed(upload);
  }

  next() {
    const under = [...this.all.values()].filter((upload) => upload.state === 'uploading').length;
    const waiting = [...this.all.values()].filter((upload) => upload.state === 'waiting');
    for (const upload of waiting.slice(0, Math.max(0, AT_ONCE - under))) this.send(upload);
  }

  // fetch() tells nothing of its progress, so the old way it is.
  async send(upload) {
    const request = new XMLHttpRequest();
    upload.request = request;
    upload.state = 'uploading';
    upload.moved = Date.now();
    this.changed(upload);
    const [offset, digest] = upload.wasCut ? await this.rest(upload) : [0, ''];
    if (upload.request !== request) return; // dropped, or given up
    if (offset === null) {
      this.cutOff(upload);
      return;
    }
    upload.wasCut = upload.size >= LEAST_PART; // unless it is answered
    request.open('POST', 'files');
    request.setRequestHeader('content-type', 'application/octet-stream');
    request.setRequestHeader('zuoxi-name', encodeURIComponent(upload.name));
    request.setRequestHeader('zuoxi-uuid', upload.uuid);
    if (offset > 0) {
      request.setRequestHeader('upload-offset', offset);
      request.setRequestHeader('repr-digest', `sha-256=:${digest}:`);
    }
    for (const [name, value] of Object.entries(this.calls.headers())) request.setRequestHeader(name, value);
    request.upload.onprogress = ({ loaded }) => this.step(upload, { moved: Date.now(), progress: Math.min(1, (offset + loaded) / upload.size) });
    request.onload = () => this.answered(upload, request);
    request.onerror = () => this.cutOff(upload);
    request.send(upload.file.slice(offset));
  }

  // Where to go on and the sum of the whole; [0, ''] to begin anew, [null] while what came before is still being written.
  async rest(upload) {
    const { offset, code } = await this.calls.get(`uploads/${upload.uuid}`);
    if (code === 'busy') return [null];
    const digest = offset > 0 && offset < upload.size ? await digestOf(upload.file) : '';
    return digest ? [offset, digest] : [0, ''];
  }

  answered(upload, request) {
    let json = {};
    try {
      json = JSON.parse(request.responseText);
    } catch {
      // told by the status
    }
    if (request.status < 300) {
      this.ended(upload, { state: 'stored', progress: 1, stored: json });
    } else {
      const code = ['too-large', 'type-refused', 'infected', 'empty', 'too-many-pixels', 'no-room'].includes(json.code) ? json.code
        : ['cut-off', 'offset', 'busy', 'damaged'].includes(json.code) ? 'network' : request.status === 413 ? 'too-large' : request.status === 429 ? 'too-fast' : 'other';
      if (code === 'too-large' && json.most) this.limits = { ...this.limits, most: json.most };
      if (code === 'network') this.cutOff(upload);
      else this.ended(upload, { state: 'failed', code });
    }
  }

  // Tried again after a while; without a connection only when that is back.
  cutOff(upload) {
    upload.tries = (upload.tries || 0) + 1;
    upload.timer = setTimeout(() => this.calls.isLive() && this.again(upload.uuid), Math.min(AGAIN_MOST, AGAIN_FIRST * 2 ** upload.tries));
    this.ended(upload, { state: 'failed', code: 'network', progress: 0 });
  }

  watch() {
    for (const upload of this.all.values()) {
      if (upload.state !== 'uploading' || Date.now() - upload.moved < STALLED) continue;
      upload.request.onerror = null;
      upload.request.abort();
      this.cutOff(upload);
    }
  }

  ended(upload, what) {
    upload.request = null;
    this.step(upload, what);
    this.next();
  }
}

// Base64 of the SHA-256 of all of it; '' where the browser has no means for it, or the file is gone.
async function digestOf(file) {
  try {
    const sum = await crypto.subtle.digest('SHA-256', await file.arrayBuffer());
    return btoa(String.fromCharCode(...new Uint8Array(sum)));
  } catch {
    return '';
  }
}
