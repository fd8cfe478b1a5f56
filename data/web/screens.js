// SPDX-License-Identifier: GPL-3.0-or-later
// Which of the three screens stands (home, conversation, leaving a message), the header over them and
// the strip that says when the connection is not there.

import { say, clockTime } from './words.js';
import { $, setText, initial } from './dom.js';
import { icon } from './icons.js';
import { isOver, isWaiting, isQueued, endedAt } from './contact.js';
import { presence, nameOpening, nameWait } from './hours.js';

const SCREENS = ['home', 'chat', 'leaving'];

export class Screens {
  constructor() {
    this.now = null; // none before the session is there
  }

  // Where a reload comes back to.
  remembered() {
    try {
      return sessionStorage.getItem('zx.screen');
    } catch {
      return null;
    }
  }

  show(name) {
    this.before = this.now === name ? this.before : this.now;
    this.now = name;
    for (const one of SCREENS) $(one).hidden = one !== name;
    try {
      sessionStorage.setItem('zx.screen', name);
    } catch {
      // it opens at its start then
    }
  }

  // `talk`: what is known of the conversation
  paintHeader(talk) {
    const { contact, visitor, desk, team } = talk;
    const over = isOver(contact);
    const agent = contact ? contact.agent_name : null;
    const inChat = this.now === 'chat';
    $('back').hidden = !visitor || this.now === 'home';
    this.paintAvatar(this.now === 'leaving' ? 'mail' : !inChat ? '' : agent || (isWaiting(contact) ? 'user' : ''), agent);
    setText($('title'), this.now === 'leaving' ? say('leave.title')
      : inChat && agent ? agent
      : inChat && isQueued(contact) ? say('desk.connecting') : team || say('launcher.open'));
    document.title = $('title').textContent;
    const isThere = presence(desk) === 'online';
    setText($('subtitle'), !visitor ? say('launcher.wait')
      : inChat && over ? `${say('desk.ended')}${endedAt(contact) ? ` · ${clockTime(endedAt(contact))}` : ''}`
      : inChat && agent ? team
      : inChat && isQueued(contact) ? team
      : isThere ? nameWait(desk) || say('desk.online')
      : presence(desk) === 'closed' ? nameOpening(desk, talk.now()) || say('desk.closed') : say('desk.away'));
    $('subtitle').classList.toggle('open', Boolean(visitor) && !over && (isThere && (!inChat || !isQueued(contact))));
  }

  paintAvatar(what, agent) {
    const place = $('avatar');
    place.hidden = !what;
    if (place.dataset.what === what) return;
    place.dataset.what = what;
    place.replaceChildren(what && what === agent ? initial(agent) : what ? icon(what) : '');
  }

  paintStrip(link, isMemory) {
    const state = link.state;
    const key = state === 'retrying' && isMemory ? 'memory' : state;
    $('strip').hidden = state === 'live' || (state === 'connecting' && link.tries === 0);
    if ($('strip').hidden) {
      this.since = 0;
      return;
    }
    this.since = this.since || link.now();
    $('strip').className = `strip ${state}`;
    const n = Math.max(1, Math.ceil((link.retryAt - Date.now()) / 1000));
    setText($('strip-text'), say(`strip.${key}`, { n, time: clockTime(this.since) }));
    $('retry').hidden = state === 'refused' || state === 'limited';
  }
}
