// SPDX-License-Identifier: GPL-3.0-or-later
// Makes elements; text goes in as text only.

import { say, clockTime } from './words.js';
import { icon } from './icons.js';

export const $ = (id) => document.getElementById(id);

export function make(name, kind, ...children) {
  const element = document.createElement(name);
  if (kind) element.className = kind;
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== ''));
  return element;
}

export function button(kind, act, ...children) {
  const element = make('button', kind, ...children);
  element.type = 'button';
  element.addEventListener('click', act);
  return element;
}

export function iconButton(shape, label, act, kind = '') {
  const element = button(`icon ${kind}`.trim(), act, icon(shape));
  setLabel(element, label);
  return element;
}

export function setLabel(element, label) {
  element.setAttribute('aria-label', label);
  element.title = label;
}

// Writes only what is new, so that no live region speaks twice.
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

export function time(ms) {
  const element = make('time', '', clockTime(ms));
  element.dateTime = new Date(ms).toISOString();
  return element;
}

// Structure stands in frame.html, its words in i18n: data-say is an element's text, data-label its
// name and tooltip, data-hint its placeholder, data-icon its picture.
export function dress(root = document) {
  for (const element of root.querySelectorAll('[data-icon]:empty')) element.append(icon(element.dataset.icon));
  for (const element of root.querySelectorAll('[data-say]')) setText(element, say(element.dataset.say));
  for (const element of root.querySelectorAll('[data-hint]')) element.placeholder = say(element.dataset.hint);
  for (const element of root.querySelectorAll('[data-label]')) {
    element.setAttribute('aria-label', say(element.dataset.label));
    if (element.localName === 'button') element.title = say(element.dataset.label);
  }
}

// Tells a screen reader what is seen by everybody else; the same words are told once.
export function speak(text) {
  setText($('status'), text);
}

export function initial(name) {
  return [...(name || '')][0] || '·';
}
