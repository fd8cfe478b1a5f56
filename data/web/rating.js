// SPDX-License-Identifier: GPL-3.0-or-later
// The rating of an ended conversation: five faces with words, what was good or bad about it, a
// comment. Nobody has to; a given one can be changed for a while.

import { say } from './words.js';
import { make, button } from './dom.js';
import { icon } from './icons.js';

const GOOD = ['quick', 'clear', 'solved', 'kind'];
const BAD = ['slow', 'unclear', 'unsolved', 'rude'];
const MOST = 1000; // characters of a comment

// `given`: {stars, reasons, comment} as far as it has been filled in, changed in place.
// `actions`: skip(), send(given) → promise of what went wrong, or null
export function ratingCard(name, given, actions) {
  const form = make('form', 'block rate');
  const title = make('h2', '', say('rate.title', { name }));
  title.id = 'rate-title';
  title.tabIndex = -1;
  const faces = make('div', 'faces');
  faces.setAttribute('role', 'radiogroup');
  faces.setAttribute('aria-labelledby', 'rate-title');
  const chips = make('div', 'chips');
  const comment = document.createElement('textarea');
  Object.assign(comment, { rows: 2, maxLength: MOST, value: given.comment, placeholder: say('rate.comment') });
  comment.setAttribute('aria-label', say('rate.comment'));
  comment.addEventListener('input', () => (given.comment = comment.value));
  const fault = make('p', 'fault');
  fault.setAttribute('role', 'alert');
  const send = make('button', 'btn main', say('rate.send'));
  const rest = make('div', '', chips, comment);
  const refresh = () => {
    rest.hidden = !given.stars;
    send.setAttribute('aria-disabled', !given.stars);
    paintChips(chips, given);
  };
  for (let stars = 1; stars <= 5; stars++) faces.append(face(stars, given, refresh));
  form.append(title, make('p', '', say('rate.why')), faces, rest, fault,
    make('div', 'row', button('btn quiet', actions.skip, say('rate.skip')), send));
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    if (!given.stars) {
      fault.textContent = say('rate.none');
      return;
    }
    const wrong = await actions.send({ ...given, comment: given.comment.trim() });
    fault.textContent = wrong || '';
  });
  refresh();
  return form;
}

function face(stars, given, refresh) {
  const input = document.createElement('input');
  Object.assign(input, { type: 'radio', name: 'stars', id: `face-${stars}`, value: stars, checked: given.stars === stars });
  input.addEventListener('change', () => {
    if ((given.stars > 3) !== (stars > 3)) given.reasons = [];
    given.stars = stars;
    refresh();
  });
  const label = make('label', '', icon(`face${stars}`), say(`stars.${['', 'one', 'two', 'three', 'four', 'five'][stars]}`));
  label.htmlFor = input.id;
  return make('span', '', input, label);
}

function paintChips(chips, given) {
  const reasons = given.stars > 3 ? GOOD : BAD;
  if (chips.dataset.kind === reasons[0]) return;
  chips.dataset.kind = reasons[0];
  chips.setAttribute('role', 'group');
  chips.setAttribute('aria-label', given.stars > 3 ? say('rate.good') : say('rate.bad'));
  chips.replaceChildren(...reasons.map((reason) => {
    const input = document.createElement('input');
    Object.assign(input, { type: 'checkbox', id: `reason-${reason}`, checked: given.reasons.includes(reason) });
    input.addEventListener('change', () => {
      given.reasons = given.reasons.filter((one) => one !== reason);
      if (input.checked) given.reasons.push(reason);
    });
    const label = make('label', '', icon('check'), say(`reason.${reason}`));
    label.htmlFor = input.id;
    return make('span', '', input, label);
  }));
}

// What stands there afterwards.
export function ratedCard(stars, change) {
  const card = make('section', 'block rated', icon(`face${stars}`, 'l'),
    make('div', 'grow', make('h2', '', say('rate.thanks')), make('p', '', say(`stars.${['', 'one', 'two', 'three', 'four', 'five'][stars]}`))));
  if (change) card.append(button('btn small quiet', change, say('rate.change')));
  return card;
}
