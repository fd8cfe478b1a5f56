// SPDX-License-Identifier: GPL-3.0-or-later
// The connection: starts the session, opens the socket with a one-use ticket, sends what the outbox
// holds, and comes back by itself after any cut. Owns the cursor: what has been received in order.

const READY = () => true;

const RETRY_FIRST = 500, RETRY_MOST = 20000;
const SILENCE = 60000; // the server speaks at least every 25 s
const ACK_PATIENCE = 15000;
const STALE = 120000;
const TOO_FAST_PAUSE = 3000; // the server takes 20 messages in 10 s
const SIGNED_IN = 4401, TOO_MANY = 4429;

export class Link {
  // `listener`: state(), session(answer), message(m), contact(c), ack(uuid, seq, at), refused(uuid, code)
  constructor(outbox, listener) {
    this.outbox = outbox;
    this.listener = listener;
    this.state = 'connecting'; // connecting, live, retrying, offline, limited, refused
    this.retryAt = 0;
    this.tries = 0;
    this.cursor = null;
    this.offset = 0; // server's clock minus ours
    this.number = 0;
    this.flying = null; // the message that waits for its answer: {n, uuid, since}
    this.read = 0;
    this.got = 0;
    this.asks = new Map(); // n → {key, done}: recalls and endings that wait for their answer
    this.isReady = READY; // whether a message of the outbox can go: its files may be on their way
    this.memory = false;
    this.token = undefined; // only where the browser refuses cookies; lives and dies with this page
    this.page = {};
    this.language = 'en';
    this.identity = undefined;
    this.stated = {};
    addEventListener('online', () => this.retry());
    addEventListener('offline', () => this.lose('offline'));
    setInterval(() => this.watch(), 1000);
  }

  now() {
    return Date.now() + this.offset;
  }

  setState(state) {
    if (this.state === state && state !== 'limited') return;
    this.state = state;
    this.listener.state(state);
  }

  retry() {
    if (this.state === 'live' || this.busy) return;
    clearTimeout(this.timer);
    this.start();
  }

  // Whether what the session said of the desk may be out of date: who does not wait is not told of it.
  isStale() {
    return this.state === 'live' && Date.now() - this.answeredAt > STALE;
  }

  // Asks afresh for all there is, without a word: something was done beside the socket.
  refresh() {
    const socket = this.socket;
    this.socket = null;
    if (socket) socket.close();
    this.flying = null;
    this.state = 'connecting';
    this.tries = 0;
    this.retry();
  }

  async start() {
    if (this.busy) return;
    this.busy = true;
    try {
      const answer = await this.startSession();
      if (answer) this.openSocket(answer.ticket);
    } catch {
      this.lose();
    } finally {
      this.busy = false;
    }
  }

  async startSession() {
    const body = { page: this.page, lang: this.language, identity: this.identity, stated: this.stated };
    if (this.cursor !== null) body.since = this.cursor;
    if (this.memory) Object.assign(body, { memory: true, token: this.token });
    const stop = new AbortController();
    const patience = setTimeout(() => stop.abort(), 20000);
    let reply;
    try {
      reply = await fetch('session', {
        method: 'POST', body: JSON.stringify(body), signal: stop.signal, cache: 'no-store',
        credentials: 'same-origin', headers: { 'content-type': 'application/json' },
      });
    } finally {
      clearTimeout(patience);
    }
    if (!reply.ok) return this.sessionFailed(reply);
    const answer = await reply.json();
    this.offset = Date.parse(answer.server_time) - Date.now();
    this.answeredAt = Date.now();
    this.identity = undefined; // it is verified once; from here on the cookie speaks for the visitor
    this.fresh = answer.fresh;
    if (answer.token) this.token = answer.token;
    else if (!answer.fresh && !this.token) this.memory = false; // the cookie came: it was the network
    if (this.cursor === null || answer.visitor.uuid !== this.outbox.visitor) this.cursor = answer.cursor;
    // Before the first socket the visitor is new only because the cookie did not stick.
    this.outbox.setVisitor(answer.visitor.uuid, this.memory && !this.wasLive);
    this.listener.session(answer);
    return answer;
  }

  async sessionFailed(reply) {
    const problem = await reply.json().catch(() => ({}));
    if (reply.status === 429) {
      const seconds = Math.min(Number(reply.headers.get('retry-after')) || 30, 120);
      this.retryAt = Date.now() + seconds * 1000;
      this.setState('limited');
      this.timer = setTimeout(() => this.start(), seconds * 1000);
    } else if (/^identity-/.test(problem.code)) {
      // The page's token is too old or wrong: ask it for a new one, once; then go on as nobody.
      if (this.askedAgain || !this.listener.identityRefused(problem.code)) {
        this.identity = null;
        this.timer = setTimeout(() => this.start(), 0);
      }
      this.askedAgain = true;
    } else if (reply.status === 403 || reply.status === 404) {
      this.setState('refused');
    } else {
      this.lose();
    }
    return null;
  }

  openSocket(ticket) {
    const url = new URL(`/widget/socket?ticket=${ticket}&since=${this.cursor}`, location.href);
    url.protocol = url.protocol.replace('http', 'ws');
    const socket = new WebSocket(url);
    this.socket = socket;
    this.heard = Date.now();
    let opened = false;
    socket.onmessage = (event) => {
      if (this.socket !== socket) return;
      this.heard = Date.now();
      const frame = JSON.parse(event.data);
      if (frame.hello && !opened) {
        opened = true;
        this.tries = 0;
        this.wasLive = true;
        this.setState('live');
        this.flush();
        this.sendMarks();
      }
      this.receive(frame);
    };
    socket.onclose = (event) => {
      if (this.socket !== socket) return;
      // He has signed in in another tab: the new cookie is on its way to this browser, let it arrive.
      if (event.code === SIGNED_IN) this.tries = Math.max(this.tries, 2);
      // He has opened many windows since, and looks at those: this one does not push them out in turn.
      if (event.code === TOO_MANY) this.tries = 10;
      // Refused before it opened, on a brand-new session: the cookie did not stick.
      if (!opened && this.fresh) this.memory = true;
      this.lose();
    };
  }

  receive(frame) {
    if (frame.hello || frame.beat) {
      this.offset = Date.parse((frame.hello || frame.beat).server_time) - Date.now();
    } else if (frame.ack !== undefined) {
      this.landed((flying) => flying.n === frame.ack);
      this.outbox.remove(frame.uuid);
      this.listener.ack(frame.uuid, frame.seq, Date.parse(frame.sent_at));
      this.flush();
    } else if (frame.refused !== undefined) {
      this.refused(frame);
    } else if (frame.recalled !== undefined) {
      this.settle((ask) => ask.key === frame.recalled, null);
    } else if (frame.ended !== undefined) {
      this.settle((ask) => ask.key === 'end', null);
    } else if (frame.noun) {
      this.takeEvent(frame);
    } else if (frame.frame) {
      this.listener.frame(frame);
    }
  }

  // `prev` is the event that was handed to this connection before: if we have not had it, something
  // is missing and we come back for it. Our own messages are no events here, they are acknowledged.
  takeEvent(frame) {
    if (frame.prev > this.cursor) return this.lose();
    this.cursor = Math.max(this.cursor, frame.seq);
    if (frame.noun === 'contact') {
      this.listener.contact({ left: false, unreached: false, agent_name: null, ...frame.json, uuid: frame.id }); // whole, unlike what we note ourselves
    } else if (frame.noun === 'message') {
      this.outbox.remove(frame.id); // our own may come back as an event, from before a cut
      this.landed((flying) => flying.uuid === frame.id);
      this.listener.message({ ...frame.json, id: frame.id, seq: frame.seq });
      this.flush();
    }
  }

  landed(isMeant) {
    if (this.flying && isMeant(this.flying)) this.flying = null;
  }

  refused(frame) {
    if (this.settle((_, n) => n === frame.refused, frame.code)) return;
    this.landed((flying) => flying.n === frame.refused);
    if (frame.code === 'too-fast' || frame.code === 'unavailable') {
      this.pausedUntil = Date.now() + TOO_FAST_PAUSE;
      return;
    }
    this.outbox.refuse(frame.uuid, frame.code);
    this.listener.refused(frame.uuid, frame.code);
    this.flush();
  }

  // One at a time: were one refused that others have followed, they would overtake it. The server acknowledges each after it
  // is on disk.
  flush() {
    if (this.state !== 'live' || this.flying || Date.now() < (this.pausedUntil || 0)) return;
    const item = this.outbox.items.find((one) => !one.refused && this.isReady(one));
    if (!item) return;
    this.number += 1;
    this.flying = { n: this.number, uuid: item.uuid, since: Date.now() };
    const message = { n: this.number, uuid: item.uuid, text: item.text };
    if (item.quote) message.quote = item.quote.uuid;
    if (item.files && item.files.length) message.files = item.files.map((file) => file.uuid);
    this.socket.send(JSON.stringify(message));
  }

  // Something that is lost when it cannot be sent now; false then.
  up(frame) {
    if (this.state !== 'live') return false;
    this.socket.send(JSON.stringify(frame));
    return true;
  }

  // Asks for something and promises its answer: null, or the code that it was refused with.
  ask(frame, key) {
    return new Promise((done) => {
      this.number += 1;
      if (this.up({ ...frame, n: this.number })) this.asks.set(this.number, { key, done });
      else done('unavailable');
    });
  }

  settle(isMeant, code) {
    for (const [n, ask] of this.asks) {
      if (!isMeant(ask, n)) continue;
      this.asks.delete(n);
      ask.done(code);
      return true;
    }
    return false;
  }

  recall(uuid) {
    return this.ask({ recall: uuid }, uuid);
  }

  end(isQueued) {
    return this.ask(isQueued ? { leave_queue: true } : { end: true }, 'end');
  }

  markRead(seq) {
    if (seq <= this.read) return;
    this.read = seq;
    this.up({ read: seq });
  }

  // It has come to this page, whether or not he looks.
  markGot(seq) {
    if (seq <= this.got) return;
    this.got = seq;
    this.up({ got: seq });
  }

  sendMarks() {
    if (this.got > 0) this.up({ got: this.got });
    if (this.read > 0) this.up({ read: this.read });
  }

  watch() {
    if (this.state === 'limited') this.listener.state('limited');
    if (this.state !== 'live') return;
    const waits = this.flying && Date.now() - this.flying.since > ACK_PATIENCE;
    if (waits || Date.now() - this.heard > SILENCE) this.lose();
    else this.flush();
  }

  // The connection is gone, or as good as gone: everything unacknowledged stays in the outbox.
  lose(state) {
    const socket = this.socket;
    this.socket = null;
    if (socket) socket.close();
    this.flying = null;
    while (this.settle(() => true, 'unavailable'));
    clearTimeout(this.timer);
    this.setState(state || (navigator.onLine ? (this.wasLive ? 'retrying' : 'connecting') : 'offline'));
    const wait = Math.min(RETRY_MOST, RETRY_FIRST * 2 ** this.tries) * (0.75 + Math.random() / 2);
    this.tries = Math.min(this.tries + 1, 10);
    this.timer = setTimeout(() => this.start(), wait);
  }
}
