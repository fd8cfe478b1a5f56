// SPDX-License-Identifier: GPL-3.0-or-later
// Puts the launcher and the framed conversation on a page not ours.
(() => {
  const me = document.currentScript;
  const data = me.dataset;
  const home = new URL(me.src).origin;
  const chinese = /^zh/i.test(data.lang || document.documentElement.lang || navigator.language);
  const words = chinese
    ? { open: '在线客服', shut: '收起在线客服', frame: '在线客服对话', wait: '正在连接…',
        away: '暂时连不上客服，请稍后再试。', retry: '再试一次' }
    : { open: 'Support', shut: 'Minimise support', frame: 'Support conversation', wait: 'Connecting…',
        away: 'Support cannot be reached right now.', retry: 'Try again' };

  // Text that reads best.
  const colour = /^#[0-9a-f]{6}$/i.test(data.color) ? data.color : '#0b6b5f';
  const light = [0.2126, 0.7152, 0.0722].reduce((sum, weight, i) =>
    sum + weight * (parseInt(colour.substr(1 + 2 * i, 2), 16) / 255) ** 2.2, 0) > 0.18;
  const theme = /^(light|dark)$/.test(data.theme) ? data.theme : 'light dark';
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
:host{all:initial!important;position:fixed!important;z-index:2147483000!important;right:20px!important;bottom:max(20px,env(safe-area-inset-bottom))!important;color-scheme:${theme}!important;font:15px/1.5 -apple-system,"Segoe UI","PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif!important}
@media print{:host{display:none!important}}
button{all:unset;box-sizing:border-box;cursor:pointer;font-weight:600}
:focus-visible{outline:3px solid;outline-offset:-6px}
.go{position:relative;display:flex;align-items:center;justify-content:center;gap:9px;height:52px;padding:0 20px 0 16px;border:2px solid #0000;border-radius:28px;background:${colour};color:${light ? '#000' : '#fff'};box-shadow:0 8px 24px rgba(8,30,26,.25)}
.go:hover{filter:brightness(.9)}
svg{width:24px;fill:none;stroke:currentColor;stroke-width:1.75;stroke-linecap:round;stroke-linejoin:round}
b{position:absolute;top:-6px;right:-4px;min-width:10px;padding:0 6px;border-radius:11px;background:#b3261e;color:#fff;border:2px solid #fff;font-size:12px;line-height:18px;text-align:center}
b:empty,[hidden]{display:none!important}
.panel{position:absolute;right:0;bottom:66px;width:min(392px,calc(100vw - 40px));height:min(704px,calc(100vh - 110px));border-radius:16px;overflow:hidden;background:Canvas;color:CanvasText;box-shadow:0 8px 24px rgba(8,30,26,.25)}
.wait{position:relative;z-index:1;height:100%;display:grid;place-content:center;gap:12px;padding:32px;text-align:center;box-sizing:border-box}
.wait button{padding:16px;text-decoration:underline}
iframe{position:absolute;inset:0;width:100%;height:100%;border:0;color-scheme:inherit;opacity:0}
.ready iframe{opacity:1}.ready .wait{display:none}
[aria-expanded=true]{width:52px;padding:0}
[aria-expanded=true] span{position:absolute;opacity:0;pointer-events:none}
@media (max-width:520px){.go{width:56px;height:56px;padding:0}.go span{position:absolute;opacity:0}.panel{position:fixed;inset:0;width:100%;height:100%;border-radius:0}.ready~[aria-expanded=true]{display:none}}`);

  const make = (name, parent, className) => {
    const element = document.createElement(name);
    if (className) element.className = className;
    parent.append(element);
    return element;
  };
  // Storage may be refused.
  const keep = (store, value) => {
    try {
      if (value === undefined) return window[store].zuoxi;
      if (value) window[store].zuoxi = 1; else delete window[store].zuoxi;
    } catch {}
  };

  const host = document.createElement('zuoxi-widget');
  const root = host.attachShadow({ mode: 'closed' });
  root.adoptedStyleSheets = [sheet];
  const panel = make('div', root, 'panel');
  panel.hidden = true;
  const wait = make('div', panel, 'wait');
  const status = make('p', wait);
  status.setAttribute('role', 'status');
  const retry = make('button', wait);
  retry.textContent = words.retry;
  const go = make('button', root, 'go');
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  const shape = document.createElementNS(svg.namespaceURI, 'path');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.append(shape);
  go.append(svg);
  const label = make('span', go);
  const badge = make('b', go);
  let frame, timer, unread = 0;

  const post = (message) =>
    frame && frame.contentWindow.postMessage({ zuoxi: 1, ...message }, home);

  function load() {
    panel.className = 'panel';
    status.textContent = words.wait;
    retry.hidden = true;
    timer = setTimeout(() => {
      status.textContent = words.away;
      retry.hidden = false;
    }, 10000);
    if (frame) frame.remove();
    frame = make('iframe', panel);
    frame.title = words.frame;
    frame.allow = 'clipboard-write';
    frame.src = `${home}/widget/${encodeURIComponent(data.channel)}/frame?lang=${chinese ? 'zh-Hans' : 'en'}`;
  }

  function paint() {
    const open = !panel.hidden;
    shape.setAttribute('d', open ? 'M6 9l6 6 6-6' : 'M4 5h16v11H9l-5 4z');
    label.textContent = open ? words.shut : words.open;
    badge.textContent = unread > 99 ? '99+' : unread || '';
    go.setAttribute('aria-expanded', open);
  }

  // No frame, no connection before the visitor asks.
  function show(open) {
    panel.hidden = !open;
    if (open && !frame) load();
    keep('sessionStorage', open);
    paint();
    post({ type: 'open', open });
  }

  // Who is signed in, by the vendor's server: a token, null for nobody, undefined when it cannot say.
  async function identity() {
    if (!data.identityUrl) return data.identity;
    try {
      const reply = await fetch(data.identityUrl, { cache: 'no-store' });
      return reply.status === 204 ? null : reply.ok ? (await reply.text()).trim() : undefined;
    } catch {}
  }

  addEventListener('message', async (event) => {
    const message = event.data;
    const from = frame;
    if (event.origin !== home || !from || event.source !== from.contentWindow || !message || message.zuoxi !== 1) return;
    if (message.type === 'ready') {
      clearTimeout(timer);
      panel.className = 'panel ready';
      post({ type: 'theme', theme: data.theme });
      post({ type: 'page', title: document.title, url: location.origin + location.pathname });
      post({ type: 'open', open: !panel.hidden });
      if (root.activeElement === from) go.focus(), from.focus(); // it was loading
      const token = await identity();
      if (from === frame) post({ type: 'identify', token, stated: { ...data } });
    } else if (message.type === 'close') {
      show(false);
      go.focus();
    } else if (message.type === 'unread') {
      unread = message.count | 0;
      keep('localStorage', message.running);
      paint();
    }
  });
  retry.onclick = load;
  go.onclick = () => {
    show(panel.hidden);
    if (!panel.hidden) frame.focus();
  };

  document.body.append(host);
  paint();
  if (keep('sessionStorage')) show(true);
  else if (keep('localStorage')) load();
})();
