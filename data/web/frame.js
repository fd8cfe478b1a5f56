// SPDX-License-Identifier: GPL-3.0-or-later
// The conversation's page: ties words, connection, screens, transcript and composer together.

import { loadWords, pickLanguage, getLanguage, say } from './words.js';
import { isEmbedded, listen, tellReady, tellClose } from './bridge.js';
import { $, dress, setText, speak } from './dom.js';
import { Outbox } from './outbox.js';
import { Link } from './link.js';
import { Calls } from './calls.js';
import { Uploads } from './uploads.js';
import { Media } from './media.js';
import { MessageView } from './message.js';
import { Log } from './log.js';
import { Walk } from './walk.js';
import { Composer } from './composer.js';
import { Typing } from './typing.js';
import { Talk } from './talk.js';
import { Cards } from './cards.js';
import { Screens } from './screens.js';
import { LeaveForm } from './leave.js';
import { Menu, ask } from './menu.js';
import { Sound } from './sound.js';
import { paintHome } from './home.js';
import { isOpen, isOver, isQueued, canRecall } from './contact.js';

const channel = decodeURIComponent(location.pathname.split('/')[2]);
const outbox = new Outbox(channel);
const sound = new Sound(outbox.storage);
let panelOpen = !isEmbedded();
let started = false;

const link = new Link(outbox, {
  state: () => paint(),
  session: sessionStarted,
  frame: (frame) => talk.frame(frame),
  message: (message) => talk.message(message),
  contact: (change) => talk.contactChanged(change),
  ack: (uuid, seq, at) => talk.ack(uuid, seq, at),
  refused: (uuid, code) => talk.refused(uuid, code),
  identityRefused(code) {
    console.warn(`zuoxi: the page's identity token was refused (${code})`);
    if (!isEmbedded()) return false;
    tellReady();
    return true;
  },
});
const calls = new Calls(link);
const uploads = new Uploads(calls, uploadChanged);
const media = new Media(calls, (uuid) => uploads.get(uuid));
const talk = new Talk({ channel, outbox, uploads, sound });
const actions = { again: (uuid) => talk.again(uuid), edit: (uuid) => talk.edit(uuid), jump };
const log = new Log($('log'), $('messages'), new MessageView(actions, media, uploads), {
  editAgain(text) {
    composer.addText(text);
    composer.focus();
  },
});
const typing = new Typing(link);
const composer = new Composer(uploads, { submit, change: textChanged, tell: (text) => paintNotice(text) });
const walk = new Walk(log, toolsOf);
const screens = new Screens();
const cards = new Cards(talk, calls, { leave: () => go('leaving'), quit: quitQueue });
const leaveForm = new LeaveForm($('leaving'), uploads, {
  send: (message) => calls.ask('message', message),
  left: messageLeft,
  home: () => go('home'),
  chat: () => go('chat'),
});
const menu = new Menu($('more'), $('menu'), menuItems);
talk.join({ link, log, typing, composer, changed: paint });

// ---- what happens

function sessionStarted(answer) {
  const isFirst = !talk.visitor;
  talk.sessionStarted(answer);
  composer.translate();
  uploads.resume();
  if (isFirst || screens.now === null) go(firstScreen(), 'first');
}

// A running conversation is gone on with; a reload comes back to where it was.
function firstScreen() {
  const kept = screens.remembered();
  const running = isOpen(talk.contact) || outbox.items.length > 0 || composer.text.value !== '' || talk.countUnread() > 0;
  return running || (kept === 'chat' && !log.isEmpty()) ? 'chat' : 'home';
}

function go(name, isFirst) {
  if (name === 'leaving') showLeave();
  screens.show(name);
  document.documentElement.dataset.state = name;
  if (name === 'chat') log.stick = true;
  look();
  if (!isFirst || document.activeElement === document.body) takeFocus();
}

function showLeave() {
  leaveForm.fill({ text: composer.text.value, name: (talk.visitor && (talk.visitor.person_name || talk.visitor.name)) || '' });
  leaveForm.show({ desk: talk.desk, now: link.now(), hasTalk: !log.isEmpty() });
}

function messageLeft(uuid) {
  composer.setText('');
  talk.contactChanged({ uuid, state: 'queued', agent_name: null, left: true });
  showLeft();
  link.refresh();
}

function showLeft() {
  leaveForm.showLeft({ desk: talk.desk, now: link.now() });
}

function submit(message) {
  talk.submit(message);
}

function textChanged(text) {
  if (!started) return;
  outbox.setDraft(text);
  if (isOpen(talk.contact)) typing.note(text);
}

function uploadChanged(upload) {
  talk.uploadChanged(upload);
  composer.tray.paint();
  composer.update();
  if (leaveForm.tray) leaveForm.tray.paint();
  paint();
}

function quitQueue() {
  talk.end().then((code) => code && speak(say('end.failed')));
}

function jump(uuid) {
  const element = log.elementOf(uuid);
  if (!element) return speak(say('quote.gone'));
  element.scrollIntoView({ block: 'center' });
  element.focus({ preventScroll: true });
}

// What can be done with a message.
function toolsOf(uuid) {
  const message = log.messages.get(uuid);
  if (!message || message.state !== 'sent' || message.recalled) return [];
  const tools = [['reply', say('tool.quote'), () => talk.quote(uuid)]];
  if (message.text) tools.push(['copy', say('tool.copy'), () => copy(message.text)]);
  if (canRecall(message, link.now(), talk.recallMs)) tools.push(['undo', say('tool.recall'), () => recall(uuid)]);
  return tools;
}

async function recall(uuid) {
  const code = await talk.recall(uuid);
  if (code) paintNotice(say(code === 'too-late' ? 'recall.late' : 'recall.failed'));
  else if (document.activeElement === document.body) $('log').focus({ preventScroll: true }); // it stood on what is gone
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    speak(say('copied'));
  } catch {
    speak(say('copied.not'));
  }
}

function menuItems() {
  const other = getLanguage() === 'en' ? ['zh-Hans', '简体中文'] : ['en', 'English'];
  const items = [{ icon: 'bell', text: say('menu.sound'), checked: sound.isOn, act: () => sound.toggle() }];
  if (talk.contact && !log.isEmpty()) items.push({ icon: 'load', text: say('menu.transcript'), act: saveTranscript });
  items.push({ icon: 'globe', text: other[1], lang: other[0], act: () => translate(other[0], true) });
  if (isOpen(talk.contact) && !talk.contact.left)
    items.push({ icon: 'stop', isBad: true, text: say(isQueued(talk.contact) ? 'queue.quit' : 'menu.end'), act: isQueued(talk.contact) ? quitQueue : askEnd });
  return items;
}

async function saveTranscript() {
  const path = `transcript?contact=${talk.contact.uuid}&lang=${getLanguage()}&offset=${-new Date().getTimezoneOffset()}`;
  const isSaved = await calls.save(path, `${say('transcript.name')}.txt`);
  if (!isSaved) paintNotice(say('transcript.failed'));
}

function askEnd() {
  ask({ title: say('end.title'), text: say('end.text'), yes: say('menu.end') }, async () => {
    if (await talk.end()) paintNotice(say('end.failed'));
  });
}

// ---- painting

function paint(mode) {
  if (!started) return;
  talk.isSeen = panelOpen && screens.now === 'chat' && document.visibilityState === 'visible';
  log.paint({ now: link.now(), live: link.state === 'live', silent: mode === 'silent', isQueued: isQueued(talk.contact) });
  walk.keepStop();
  screens.paintHeader(talk);
  screens.paintStrip(link, isMemory());
  cards.paint();
  typing.paint();
  if (screens.now === 'home') paintHome(homeFacts(), { chat: () => go('chat'), leave: () => go('leaving') });
  composer.text.placeholder = say(isQueued(talk.contact) ? 'composer.queued' : log.isEmpty() ? 'composer.first' : 'composer.placeholder');
  paintNotice();
  talk.countUnread();
  if (log.stick) log.toEnd();
}

// He looks here (again): what he is told of the desk has to be true now.
function look() {
  if (panelOpen && document.visibilityState === 'visible' && !isOpen(talk.contact) && link.isStale()) link.refresh();
  paint();
}

function isMemory() {
  return link.memory || !outbox.storage;
}

function homeFacts() {
  const last = [...log.messages.values()].filter((message) => message.seq && message.text).sort((a, b) => b.seq - a.seq)[0];
  return { visitor: talk.visitor, contact: talk.contact, desk: talk.desk, now: link.now(), last: last || null };
}

let passing = '', passes;

// What has to be known now; `text` passes after a while.
function paintNotice(text) {
  if (text) {
    passing = text;
    clearTimeout(passes);
    passes = setTimeout(() => {
      passing = '';
      paintNotice();
    }, 8000);
  }
  const shown = passing || (isMemory() ? say('notice.memory') : '');
  $('notice').hidden = !shown;
  setText($('notice'), shown);
}

// A frame that has got the focus (the panel was opened) hands it to where the visitor goes on: on a
// phone to the heading, so that no keyboard pops up.
function takeFocus() {
  if (!document.hasFocus() || !screens.now) return;
  if (matchMedia('(pointer: coarse)').matches) $('title').focus();
  else if (screens.now === 'home') $('ways').querySelector('button').focus();
  else if (screens.now === 'chat') ($('composer').hidden ? $('continue') : composer.text).focus();
  else $('leaving').querySelector('textarea, h2').focus();
}

// Escape closes one thing after the other: tools, sheets, what is quoted, the panel. Dialogs do it themselves.
function escape(event) {
  if (event.key !== 'Escape' || event.isComposing || event.defaultPrevented || document.querySelector('dialog[open]')) return;
  if (walk.close() || composer.emoji.close() || menu.close()) return;
  tellClose();
}

// ---- start

function setTheme(theme) {
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const apply = () => {
    document.documentElement.dataset.theme = theme === 'dark' || theme === 'light' ? theme : dark.matches ? 'dark' : 'light';
  };
  dark.onchange = apply;
  apply();
}

async function translate(wanted, isChosen) {
  try {
    await loadWords(wanted);
  } catch (error) {
    if (!started) throw error;
    return paintNotice(say('words.failed'));
  }
  link.language = getLanguage();
  if (isChosen && outbox.storage) outbox.storage.setItem('zx.lang', getLanguage());
  dress();
  if (!started) return;
  composer.translate();
  log.rebuild();
  walk.hide();
  if (screens.now === 'leaving') (leaveForm.tray ? showLeave : showLeft)();
  paint('silent');
}

function chosenLanguage() {
  return outbox.storage && outbox.storage.getItem('zx.lang');
}

async function main() {
  setTheme();
  await translate(pickLanguage(chosenLanguage() || new URLSearchParams(location.search).get('lang') || navigator.language));
  $('close').hidden = !isEmbedded();
  composer.setText(outbox.getDraft());
  for (const item of outbox.items) talk.show(item);
  composer.translate();
  started = true;
  if (outbox.items.length || composer.text.value) go('chat', 'first');
  paint('silent');

  $('close').addEventListener('click', tellClose);
  $('retry').addEventListener('click', () => link.retry());
  $('back').addEventListener('click', () => go(screens.now === 'leaving' && screens.before === 'chat' ? 'chat' : 'home'));
  addEventListener('keydown', escape);
  document.addEventListener('visibilitychange', look);
  setInterval(() => started && (screens.now === 'home' || isOver(talk.contact)) && paint(), 60000);
  if (!isEmbedded()) {
    link.start();
    return;
  }
  listen({
    open(message) {
      panelOpen = message.open === true;
      if (panelOpen && document.activeElement === document.body) takeFocus();
      look();
    },
    theme: (message) => setTheme(message.theme),
    lang: (message) => chosenLanguage() || translate(pickLanguage(String(message.lang))),
    page: ({ title, url }) => (link.page = { title: String(title).slice(0, 200), url: String(url).slice(0, 1000) }),
    identify({ token, stated }) {
      link.identity = token === null ? null : typeof token === 'string' ? token : undefined;
      link.stated = pickStated(stated);
      link.start();
    },
  });
  addEventListener('focus', () => document.activeElement === document.body && takeFocus());
  tellReady();
}

function pickStated(stated) {
  const picked = {};
  for (const name of ['name', 'company', 'product', 'version', 'account', 'phone', 'mail'])
    if (stated && typeof stated[name] === 'string') picked[name] = stated[name].slice(0, 100);
  return picked;
}

main();
