// SPDX-License-Identifier: GPL-3.0-or-later
// Requests to the channel's own addresses, as this visitor: his cookie, or where the browser keeps
// none, the token that lives with this page.

const PATIENCE = 30000;

export class Calls {
  constructor(link) {
    this.link = link;
  }

  headers() {
    return this.link.token ? { 'zuoxi-visitor': this.link.token } : {};
  }

  isLive() {
    return this.link.state === 'live';
  }

  // {ok, status, json}; never throws: without an answer the status is 0.
  async ask(path, body) {
    const stop = new AbortController();
    const patience = setTimeout(() => stop.abort(), PATIENCE);
    try {
      const reply = await fetch(path, {
        method: 'POST', body: JSON.stringify(body), signal: stop.signal, cache: 'no-store', credentials: 'same-origin',
        headers: { 'content-type': 'application/json', ...this.headers() },
      });
      return { ok: reply.ok, status: reply.status, json: await reply.json().catch(() => ({})) };
    } catch {
      return { ok: false, status: 0, json: {} };
    } finally {
      clearTimeout(patience);
    }
  }

  // What an address says, a problem as well; {} without an answer.
  async get(path) {
    try {
      const reply = await fetch(path, { cache: 'no-store', credentials: 'same-origin', headers: this.headers() });
      return await reply.json();
    } catch {
      return {};
    }
  }

  // The bytes of an address as a local one (blob:), or null.
  async fetchLocal(path) {
    try {
      const reply = await fetch(path, { credentials: 'same-origin', headers: this.headers() });
      return reply.ok ? URL.createObjectURL(await reply.blob()) : null;
    } catch {
      return null;
    }
  }

  // Hands a file to the visitor; false when it cannot be had.
  async save(path, name) {
    const url = await this.fetchLocal(path);
    if (!url) return false;
    const anchor = document.createElement('a');
    anchor.href = url;
    anchor.download = name;
    anchor.click();
    setTimeout(() => URL.revokeObjectURL(url), 60000);
    return true;
  }
}
