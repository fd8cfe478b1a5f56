// SPDX-License-Identifier: GPL-3.0-or-later
// The conversation: what is known of it, what comes in from the connection, and what the visitor
// does. It paints nothing; `changed()` is told.

import { say } from './words.js';
import { speak } from './dom.js';
import { greetAgain } from './greeting.js';
import { isOver, isQueued } from './contact.js';
import { tellUnread } from './bridge.js';

const QUOTED = 120; // characters of a quoted text, as the server keeps them

export class Talk {
  constructor({ channel, outbox, uploads, sound }) {
    Object.assign(this, { channel, outbox, uploads, sound });
    this.visitor = null;
    this.contact = null;
    this.team = '';
    this.recallMs = 0;
    this.desk = { online: false, open: true };
    this.queue = null; // {place, before, wait_ms, opening} as last told
    this.isSeen = false; // the panel is open and the transcript stands in it
    this.visitorRead = 0;
  }

  // The other halves know us too, so they come after us.
  join({ link, log, typing, composer, changed }) {
    Object.assign(this, { link, log, typing, composer, changed });
    link.isReady = (item) => (item.files || []).every((file) => this.isStored(file));
  }

  now() {
    return this.link.now();
  }

  isStored(file) {
    const upload = this.uploads.get(file.uuid);
    return upload ? upload.state === 'stored' : file.stored !== false;
  }

  // ---- from the connection

  sessionStarted(answer) {
    if (this.visitor && this.visitor.uuid !== answer.visitor.uuid) this.log.clear();
    this.visitor = answer.visitor;
    this.team = answer.team;
    this.recallMs = answer.recall_seconds * 1000;
    this.desk = answer.desk || { ...this.desk, online: answer.online };
    this.uploads.setLimits(answer.files);
    this.setContact(answer.contact);
    if (answer.more && answer.messages.length) this.log.more = true;
    for (const message of answer.messages) {
      this.put(message);
      this.outbox.remove(message.id);
    }
    for (const id of [...this.log.messages.keys()]) {
      const message = this.log.messages.get(id);
      if (!message.seq && !this.outbox.find(id)) this.log.remove(id);
    }
    for (const item of this.outbox.items) this.show(item);
    const greeting = greetAgain(this.outbox.storage, this.channel, this.visitor, this.log.newest(), this.now());
    if (greeting) this.log.events.push({ at: this.now(), text: greeting });
    this.changed('silent');
  }

  setContact(contact) {
    if (!contact || !this.contact || contact.uuid !== this.contact.uuid || !isQueued(contact)) this.queue = null;
    this.contact = contact;
    if (!contact) return;
    this.log.readSeq = Math.max(this.log.readSeq, contact.agent_read_seq || 0);
    this.visitorRead = Math.max(this.visitorRead, contact.visitor_read_seq || 0);
  }

  contactChanged(change) {
    const before = this.contact;
    const contact = { ...(before && before.uuid === change.uuid ? before : {}), ...change };
    if (isOver(contact) && !contact.ended_at && !contact.ended_here) contact.ended_here = this.now();
    this.setContact(contact);
    this.tellChange(before);
    this.changed();
  }

  // Lines between the messages: who joined, and that it is over.
  tellChange(before) {
    const { contact } = this;
    if (!before || before.uuid !== contact.uuid) return;
    const tell = (code, key, values) => this.log.events.push({ at: this.now(), code, key, values });
    if (contact.agent_name && before.agent_name !== contact.agent_name) {
      if (!before.agent_name) tell('taken_over', 'event.joined', { name: contact.agent_name }); // else a line of the service does
      if (!this.isSeen) this.sound.play();
    }
    if (!isOver(contact) || isOver(before)) return;
    this.typing.clear();
    tell('ended', !contact.agent_name && contact.ended_by === 'customer' ? 'event.quit' : contact.ended_by === 'customer' ? 'event.ended-by-you' : 'event.ended');
  }

  frame(frame) {
    if (frame.frame === 'desk') this.desk = { ...this.desk, ...frame };
    else if (frame.frame === 'queue') this.queue = frame;
    else if (frame.frame === 'typing') this.typing.hear(frame.name, this.changed);
    this.changed();
  }

  put(message) {
    this.log.put({ ...message, at: Date.parse(message.sent_at), state: 'sent' });
    if (message.author !== 'customer' && message.seq) this.link.markGot(message.seq);
  }

  message(message) {
    this.put(message);
    if (message.author !== 'customer') {
      this.typing.clear();
      if (!this.isSeen && !message.recalled && message.author === 'agent') this.sound.play();
    }
    this.changed();
  }

  ack(uuid, seq, at) {
    if (this.log.messages.has(uuid)) this.log.put({ id: uuid, seq, at, state: 'sent' });
    this.changed();
  }

  refused(uuid, code) {
    if (!this.log.messages.has(uuid)) return;
    this.log.put({ id: uuid, state: 'refused', code });
    this.changed();
  }

  // ---- what the visitor does

  show(item) {
    const lost = !item.refused && (item.files || []).some((file) => !this.uploads.get(file.uuid) && file.stored === false);
    if (lost) this.outbox.refuse(item.uuid, 'lost');
    this.log.put({
      id: item.uuid, author: 'customer', text: item.text, quote: item.quote || undefined, files: item.files || [], order: item.at,
      state: item.refused ? 'refused' : 'pending', code: item.refused,
    });
  }

  submit({ text, quote, files }) {
    this.typing.stop();
    const item = this.outbox.add({ text, quote, files: files.map((file) => ({ ...file, stored: this.isStored(file) })) });
    this.show(item);
    this.log.stick = true;
    this.link.flush();
    this.changed();
  }

  // A file of a message is further: once all are there, the message goes.
  uploadChanged(upload) {
    const item = this.outbox.items.find((one) => (one.files || []).some((file) => file.uuid === upload.uuid));
    if (item && upload.state === 'stored') {
      item.files = item.files.map((file) => (file.uuid === upload.uuid ? { ...file, ...upload.stored, stored: true } : file));
      this.outbox.save(item);
      this.show(item);
      this.link.flush();
    }
    return Boolean(item);
  }

  again(uuid) {
    this.outbox.refuse(uuid, null);
    this.show(this.outbox.find(uuid));
    this.link.flush();
    this.changed();
  }

  // Takes a message that has not gone back into the field.
  edit(uuid) {
    const item = this.outbox.find(uuid);
    if (!item) return;
    this.outbox.remove(uuid);
    this.log.remove(uuid);
    this.composer.addText(item.text);
    if (item.quote) this.composer.setQuote(item.quote);
    this.composer.tray.put((item.files || []).map((file) => file.uuid));
    this.composer.focus();
    this.changed();
  }

  quote(uuid) {
    const { id, author, name, text, files } = this.log.messages.get(uuid);
    const words = text || (files && files.length ? files[0].name : '');
    this.composer.setQuote({ uuid: id, author, name: author === 'customer' ? null : name, text: [...words].slice(0, QUOTED).join('') });
    this.composer.focus();
  }

  async recall(uuid) {
    const code = await this.link.recall(uuid);
    if (code) {
      speak(say(code === 'too-late' ? 'recall.late' : 'recall.failed'));
      return code;
    }
    this.log.put({ id: uuid, recalled: true });
    const known = this.log.messages.get(uuid);
    this.log.messages.set(uuid, { ...known, text: '', quote: undefined, files: undefined });
    speak(say('recall.mine'));
    this.changed();
    return null;
  }

  async end() {
    return this.link.end(isQueued(this.contact));
  }

  // ---- what has been seen

  // Seen is what stood in an open panel of a visible page.
  countUnread() {
    const others = [...this.log.messages.values()].filter((message) => message.seq && message.author !== 'customer');
    if (this.isSeen) {
      for (const { seq } of others) this.visitorRead = Math.max(this.visitorRead, seq);
      if (others.length) this.link.markRead(this.visitorRead);
    }
    const unread = others.filter((message) => message.seq > this.visitorRead && !message.recalled).length;
    tellUnread(unread, Boolean(this.contact) || this.outbox.items.length > 0);
    return unread;
  }
}
