// SPDX-License-Identifier: GPL-3.0-or-later
// The conversation: ties words, connection, outbox, transcript and composer together.

import { loadWords, pickLanguage, say } from './words.js';
import { isEmbedded, listen, tellReady, tellClose, tellUnread } from './bridge.js';
import { Outbox } from './outbox.js';
import { Link } from './link.js';
import { Log, initial } from './log.js';
import { greet, greetAgain } from './greeting.js';
import { Composer } from './composer.js';

const $ = (id) => document.getElementById(id);
const OVER = ['closed', 'abandoned', 'missed'];

const channel = decodeURIComponent(location.pathname.split('/')[2]);
const outbox = new Outbox(channel);
const log = new Log($('log'), $('messages'), { again, edit });
let composer;
let visitor = null, contact = null, team = '', online = false;
let isOpen = !isEmbedded();
let visitorRead = 0;
let started = false;

const link = new Link(outbox, {
  state: paint,
  session: sessionStarted,
  frame(frame) {
    if (frame.frame === 'desk') online = frame.online === true;
    paint();
  },
  identityRefused(code) {
    console.warn(`zuoxi: the page's identity token was refused (${code})`);
    if (!isEmbedded()) return false;
    tellReady();
    return true;
  },
  message(message) {
    log.put({ ...message, at: Date.parse(message.sent_at), state: 'sent' });
    paint();
  },
  contact(change) {
    const before = contact;
    contact = { ...(before && before.uuid === change.uuid ? before : {}), ...change };
    log.readSeq = Math.max(log.readSeq, contact.agent_read_seq || 0);
    tellChange(before);
    paint();
  },
  ack(uuid, seq, at) {
    if (log.messages.has(uuid)) log.put({ id: uuid, seq, at, state: 'sent' });
    paint();
  },
  refused(uuid, code) {
    log.put({ id: uuid, state: 'refused', code });
    paint();
  },
});

function sessionStarted(answer) {
  if (visitor && visitor.uuid !== answer.visitor.uuid) log.clear();
  visitor = answer.visitor;
  contact = answer.contact;
  team = answer.team;
  online = answer.online;
  if (answer.more && answer.messages.length) log.more = true;
  if (contact) {
    log.readSeq = contact.agent_read_seq;
    visitorRead = Math.max(visitorRead, contact.visitor_read_seq);
  }
  for (const message of answer.messages) {
    log.put({ ...message, at: Date.parse(message.sent_at), state: 'sent' });
    outbox.remove(message.id);
  }
  for (const id of [...log.messages.keys()]) {
    const message = log.messages.get(id);
    if (!message.seq && !outbox.find(id)) log.remove(id);
  }
  for (const item of outbox.items) show(item);
  const greeting = log.isEmpty() ? null : greetAgain(outbox.storage, channel, visitor, contact);
  if (greeting) log.events.push({ at: link.now(), text: greeting });
  paint('silent');
}

// Lines between the messages: who joined, and that it is over.
function tellChange(before) {
  const same = before && before.uuid === contact.uuid;
  const joined = contact.agent_name && (!same || before.agent_name !== contact.agent_name);
  if (joined && same) log.events.push({ at: link.now(), text: say('event.joined', { name: contact.agent_name }) });
  if (same && OVER.includes(contact.state) && !OVER.includes(before.state))
    log.events.push({ at: link.now(), text: say('event.ended') });
}

function show(item) {
  log.put({
    id: item.uuid, author: 'customer', text: item.text, order: item.at,
    state: item.refused ? 'refused' : 'pending', code: item.refused,
  });
}

function submit(text) {
  show(outbox.add(text));
  log.stick = true;
  link.flush();
  paint();
}

function again(uuid) {
  outbox.refuse(uuid, null);
  show(outbox.find(uuid));
  link.flush();
  paint();
}

function edit(uuid) {
  const item = outbox.find(uuid);
  outbox.remove(uuid);
  log.remove(uuid);
  composer.setText(composer.text.value ? `${item.text}\n${composer.text.value}` : item.text);
  composer.focus();
  paint();
}

function paint(mode) {
  if (!started) return;
  log.paint({ now: link.now(), live: link.state === 'live', silent: mode === 'silent' });
  paintHeader();
  paintStrip();
  paintNotice();
  $('greeting').hidden = !log.isEmpty() || !visitor;
  paintGreeting();
  composer.text.placeholder = say(log.isEmpty() ? 'composer.first' : 'composer.placeholder');
  countUnread();
}

function paintGreeting() {
  const [first, more] = greet(visitor);
  $('hello').textContent = first;
  $('hello-more').textContent = more;
  $('hello-more').hidden = !more;
  $('hello-text').textContent = say(online ? 'hello.text' : 'hello.away');
}

function paintHeader() {
  const over = contact && OVER.includes(contact.state);
  const agent = contact && !over ? contact.agent_name : null;
  $('avatar').hidden = !agent;
  $('avatar').textContent = agent ? initial(agent) : '';
  $('title').textContent = agent || team || say('launcher.open');
  document.title = $('title').textContent;
  $('subtitle').textContent = !visitor ? say('launcher.wait')
    : agent ? team
    : over ? say('desk.ended')
    : !online ? say('desk.away')
    : contact ? say('desk.queued') : say('desk.online');
  $('subtitle').classList.toggle('open', Boolean(visitor) && online && !over && !agent && !contact);
}

function paintStrip() {
  const state = link.state;
  const key = state === 'retrying' && (link.memory || !outbox.storage) ? 'memory' : state;
  $('strip').hidden = state === 'live' || (state === 'connecting' && link.tries === 0);
  if ($('strip').hidden) return;
  $('strip').classList.toggle('refused', state === 'refused');
  const n = Math.max(1, Math.ceil((link.retryAt - Date.now()) / 1000));
  const text = say(`strip.${key}`, { n });
  if ($('strip-text').textContent !== text) $('strip-text').textContent = text;
  $('retry').hidden = state === 'refused' || state === 'limited';
}

// The truth about the wait: whether somebody is there, never how long it will take.
function paintNotice() {
  const queued = contact && contact.state === 'queued';
  const text = link.memory || !outbox.storage ? say('notice.memory')
    : queued ? say(online ? 'notice.queued' : 'notice.away') : '';
  $('notice').hidden = !text;
  if ($('notice').textContent !== text) $('notice').textContent = text;
}

// Seen is what stood in an open panel of a visible page.
function countUnread() {
  const others = [...log.messages.values()].filter((message) => message.seq && message.author !== 'customer');
  if (isOpen && document.visibilityState === 'visible') {
    for (const { seq } of others) visitorRead = Math.max(visitorRead, seq);
    if (others.length) link.markRead(visitorRead);
  }
  const unread = others.filter((message) => message.seq > visitorRead).length;
  tellUnread(unread, Boolean(contact) || outbox.items.length > 0);
}

// A frame that has got the focus (the panel was opened) hands it to where the visitor goes on: on a
// phone to the heading, so that no keyboard pops up.
function takeFocus() {
  if (!document.hasFocus() || document.activeElement !== document.body) return;
  if (matchMedia('(pointer: coarse)').matches) $('title').focus();
  else composer.focus();
}

function setTheme(theme) {
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const apply = () => {
    document.documentElement.dataset.theme = theme === 'dark' || theme === 'light' ? theme : dark.matches ? 'dark' : 'light';
  };
  dark.onchange = apply;
  apply();
}

async function main() {
  setTheme();
  link.language = pickLanguage(new URLSearchParams(location.search).get('lang') || navigator.language);
  await loadWords(link.language);
  $('close').setAttribute('aria-label', say('close'));
  $('close').title = say('close');
  $('close').hidden = !isEmbedded();
  $('log').setAttribute('aria-label', say('log'));
  $('text').setAttribute('aria-label', say('composer.label'));
  $('send').setAttribute('aria-label', say('composer.send'));
  $('send').title = say('composer.send');
  $('retry').textContent = say('strip.retry');
  composer = new Composer({ form: $('composer'), text: $('text'), send: $('send'), hint: $('hint') },
    { submit, change: (text) => outbox.setDraft(text) });
  composer.setText(outbox.getDraft());
  for (const item of outbox.items) show(item);
  started = true;
  paint('silent');

  $('close').addEventListener('click', tellClose);
  $('retry').addEventListener('click', () => link.retry());
  addEventListener('keydown', (event) => event.key === 'Escape' && !event.isComposing && tellClose());
  document.addEventListener('visibilitychange', () => paint());
  if (!isEmbedded()) {
    link.start();
    return;
  }
  listen({
    open(message) {
      isOpen = message.open === true;
      if (isOpen) takeFocus();
      paint();
    },
    theme: (message) => setTheme(message.theme),
    page: ({ title, url }) => (link.page = { title: String(title).slice(0, 200), url: String(url).slice(0, 1000) }),
    identify({ token, stated }) {
      link.identity = token === null ? null : typeof token === 'string' ? token : undefined;
      link.stated = pickStated(stated);
      link.start();
    },
  });
  addEventListener('focus', takeFocus);
  tellReady();
}

function pickStated(stated) {
  const picked = {};
  for (const name of ['name', 'company', 'product', 'version', 'account', 'phone', 'mail'])
    if (stated && typeof stated[name] === 'string') picked[name] = stated[name].slice(0, 100);
  return picked;
}

main();
