// SPDX-License-Identifier: GPL-3.0-or-later
// What the visitor wrote and the server has not acknowledged. Kept in memory, and in the frame's own
// storage where the browser allows it, so that a reload or a closed page loses nothing. Each message
// has its own key: two tabs of one visitor never overwrite each other, and because the server knows
// a message by its uuid it does no harm when both send it.

function openStorage() {
  try {
    const storage = window.localStorage;
    storage.setItem('zx.probe', '1');
    storage.removeItem('zx.probe');
    return storage;
  } catch {
    return null;
  }
}

export class Outbox {
  constructor(channel) {
    this.storage = openStorage();
    this.prefix = `zx.out.${channel}.`;
    this.draftKey = `zx.draft.${channel}`;
    this.visitor = null;
    this.items = [];
    for (const key of this.storage ? Object.keys(this.storage) : []) {
      if (!key.startsWith(this.prefix)) continue;
      try {
        this.items.push(JSON.parse(this.storage.getItem(key)));
      } catch {
        this.storage.removeItem(key);
      }
    }
    this.items.sort((a, b) => a.at - b.at);
  }

  // Whose messages they are is known once the session has started: another visitor's are dropped
  // (somebody else signed in on this computer), those without a name become his. `isSame`: it is
  // the same person under another number.
  setVisitor(visitor, isSame) {
    this.visitor = visitor;
    for (const item of [...this.items]) {
      if (item.visitor && item.visitor !== visitor && !isSame) this.remove(item.uuid);
      else if (item.visitor !== visitor) {
        item.visitor = visitor;
        this.save(item);
      }
    }
  }

  // `message`: {text, quote?, files?}. With files that are still on their way it waits for them; only
  // stored ones survive a reload.
  add({ text, quote, files }) {
    const last = this.items[this.items.length - 1];
    const at = Math.max(Date.now(), last ? last.at + 1 : 0);
    const item = { uuid: newUuid(), text, quote: quote || null, files: files || [], at, visitor: this.visitor, refused: null };
    this.items.push(item);
    this.save(item);
    return item;
  }

  find(uuid) {
    return this.items.find((item) => item.uuid === uuid);
  }

  refuse(uuid, code) {
    const item = this.find(uuid);
    if (!item) return;
    item.refused = code;
    this.save(item);
  }

  remove(uuid) {
    this.items = this.items.filter((item) => item.uuid !== uuid);
    if (this.storage) this.storage.removeItem(this.prefix + uuid);
  }

  // A full or refused storage costs only what it is for: memory goes on.
  save(item) {
    try {
      if (this.storage) this.storage.setItem(this.prefix + item.uuid, JSON.stringify(item));
    } catch {
      this.storage = null;
    }
  }

  getDraft() {
    return (this.storage && this.storage.getItem(this.draftKey)) || '';
  }

  setDraft(text) {
    try {
      if (!this.storage) return;
      if (text) this.storage.setItem(this.draftKey, text);
      else this.storage.removeItem(this.draftKey);
    } catch {
      this.storage = null;
    }
  }
}

// crypto.randomUUID is younger than the browsers that we serve.
export function newUuid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
