// SPDX-License-Identifier: GPL-3.0-or-later
// What stands below the messages: the card of one who waits, or the rating of what has ended, and the
// bar that takes the field's place then. A card is made anew only when something of it has changed.

import { say, getLanguage } from './words.js';
import { $, make, setText, speak } from './dom.js';
import { queueCard, leftCard, speakPlace } from './queue.js';
import { ratingCard, ratedCard } from './rating.js';
import { isOver, isQueued, isOpen, isBackInTime, canRate } from './contact.js';
import { presence } from './hours.js';

export class Cards {
  // `actions`: leave(), quit()
  constructor(talk, calls, actions) {
    Object.assign(this, { talk, calls, actions });
    this.given = { stars: 0, reasons: [], comment: '' };
    this.skipped = new Set();
    this.goesOn = null; // the ended contact that he goes on after
    this.changing = null; // the contact whose rating he changes
    $('continue').addEventListener('click', () => {
      this.goesOn = talk.contact.uuid;
      talk.changed();
      talk.composer.focus();
    });
  }

  paint() {
    const { talk } = this;
    const { contact } = talk;
    const now = talk.now();
    this.show(...this.choose(contact, now));
    const isClosed = isOver(contact) && this.goesOn !== contact.uuid && talk.composer.text.value === '' && talk.outbox.items.length === 0;
    $('closed').hidden = !isClosed;
    $('composer').hidden = isClosed;
    if (isClosed) setText($('closed-text'), isBackInTime(contact, now) ? say('closed.back', { name: contact.agent_name }) : say('closed.more'));
    speakPlace(isQueued(contact) && presence(talk.desk) === 'online' ? talk.queue : null);
  }

  // [key, maker] of the card that belongs there now.
  choose(contact, now) {
    const { talk } = this;
    if (isQueued(contact)) {
      const { place, before, wait_ms, opening } = talk.queue || {};
      return [`queue ${place} ${before} ${wait_ms} ${opening} ${presence(talk.desk)} ${talk.desk.opens_at}`,
        () => queueCard(talk.queue, talk.desk, now, this.actions)];
    }
    if (isOpen(contact) && contact.left && !contact.agent_name)
      return [`left ${Boolean(contact.unreached)} ${talk.desk.open}`, () => leftCard(contact.unreached, talk.desk, now, this.actions)];
    if (isOver(contact) && contact.rating && this.changing !== contact.uuid)
      return [`rated ${contact.uuid} ${contact.rating}`, () => ratedCard(contact.rating, canRate(contact, now) ? () => this.change(contact) : null)];
    if (isOver(contact) && canRate(contact, now) && !this.skipped.has(contact.uuid) && this.goesOn !== contact.uuid)
      return [`rate ${contact.uuid}`, () => ratingCard(contact.agent_name, this.given, {
        skip: () => this.skip(contact),
        send: (given) => this.send(contact, given),
      })];
    if (talk.visitor && talk.log.isEmpty()) {
      const key = presence(talk.desk) === 'online' ? 'hello.text' : 'hello.away';
      return [key, () => make('p', 'event', say(presence(talk.desk) === 'online' ? 'hello.text' : 'hello.away'))];
    }
    return ['', null];
  }

  show(key, maker) {
    const place = $('cards');
    const full = `${getLanguage()} ${key}`;
    if (place.dataset.key === full) return;
    const hadFocus = place.contains(document.activeElement);
    place.dataset.key = full;
    place.replaceChildren(...(maker ? [maker()] : []));
    if (hadFocus) (place.querySelector('button') || $('log')).focus();
  }

  skip(contact) {
    this.skipped.add(contact.uuid);
    this.changing = null;
    this.talk.changed();
  }

  change(contact) {
    this.changing = contact.uuid;
    this.given.stars = contact.rating;
    this.talk.changed();
  }

  async send(contact, given) {
    const answer = await this.calls.ask('rating', { contact: contact.uuid, ...given });
    if (!answer.ok)
      return say(answer.json.code === 'too-late' ? 'rate.late' : answer.status === 429 ? 'leave.limited' : answer.status === 0 ? 'leave.offline' : 'rate.failed');
    this.changing = null;
    if (this.talk.contact && this.talk.contact.uuid === contact.uuid)
      this.talk.contact = { ...this.talk.contact, rating: given.stars, rated_at: new Date(this.talk.now()).toISOString() };
    speak(say('rate.thanks'));
    this.talk.changed();
    return null;
  }
}
