// SPDX-License-Identifier: GPL-3.0-or-later
// The pictures on buttons, each one line of a 24-unit drawing.

const ring = (x, y, r) => `M${x - r} ${y}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0`;
const face = ring(12, 12, 9);
const eyes = 'M9 9.700v.6M15 9.700v.6';

const shapes = {
  back: 'M15 6l-6 6 6 6',
  bell: 'M6 16V11a6 6 0 0 1 12 0v5l1.500 2h-15zM10 20.500h4',
  chat: 'M4 5h16v11H9l-5 4z',
  check: 'M5 12.500l4.500 4.500L19 7.500',
  clip: 'M19 11l-7.500 7.500a4.200 4.200 0 0 1-6-6L13 5a2.800 2.800 0 0 1 4 4l-7.500 7.500a1.400 1.400 0 0 1-2-2L14 8',
  clock: `${ring(12, 12, 8.5)}M12 7.500V12l3 2`,
  close: 'M6 6l12 12M18 6L6 18',
  copy: 'M8.500 8.500h11v11h-11zM15.500 8.500v-4h-11v11h4',
  down: 'M6 9l6 6 6-6',
  file: 'M7 4h7l4 4v12H7zM14 4v4h4',
  globe: `${ring(12, 12, 8.5)}M3.500 12h17M12 3.500c5 5 5 12 0 17M12 3.500c-5 5-5 12 0 17`,
  image: `M4 5h16v14H4zM4 16l4.500-4.500 4 4 2.500-2.500 5 4.500${ring(15, 9.5, 1)}`,
  load: 'M12 4v11M7 11l5 5 5-5M5 20h14',
  mail: 'M3.500 5.500h17v13h-17zM4 7l8 6 8-6',
  more: 'M6 12h.010M12 12h.010M18 12h.010',
  off: 'M4 4l16 16M8.500 15.500a5 5 0 0 1 5.500-1M5 12a10 10 0 0 1 4.500-2.500M19 12a10 10 0 0 0-5-2.700M12 19v.010',
  reply: 'M10 6l-6 6 6 6M4.500 12H14c4 0 6 2 6 6',
  right: 'M9 6l6 6-6 6',
  send: 'M12 19V5M6 11l6-6 6 6',
  smile: `${ring(12, 12, 8.5)}M8.500 14c1.500 2.400 5.500 2.400 7 0M9 9.500v.5M15 9.500v.5`,
  stop: 'M7 7h10v10H7z',
  undo: 'M8 5L4 9l4 4M4.500 9H15a5 5 0 0 1 0 10h-4',
  user: `${ring(12, 8.5, 3.5)}M5 20c.8-4 3.500-5.500 7-5.500s6.200 1.500 7 5.500`,
  warn: 'M12 4.500l8.500 14.500h-17zM12 10v4M12 16.500v.010',
  face1: `${face}M8 17c1.500-3.200 6.500-3.200 8 0M8.500 9l1.500 1M15.500 9L14 10`,
  face2: `${face}M8.500 16.200c1.500-1.700 5.500-1.700 7 0${eyes}`,
  face3: `${face}M8.500 15.500h7${eyes}`,
  face4: `${face}M8.500 14.500c1.500 1.900 5.500 1.900 7 0${eyes}`,
  face5: `${face}M7.500 13.500h9c-.5 5-8.500 5-9 0z${eyes}`,
};

export function icon(name, kind = '') {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  const path = document.createElementNS(svg.namespaceURI, 'path');
  path.setAttribute('d', shapes[name]);
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  svg.setAttribute('class', `i i-${name} ${kind}`.trim());
  svg.append(path);
  return svg;
}
