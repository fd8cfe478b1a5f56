// SPDX-License-Identifier: GPL-3.0-or-later
// The usual way in Node: socket.io rooms and better-sqlite3, a durable commit a message. sio.cjs FILE
const { createRequire } = require('module');
const load = createRequire(process.env.ZX_NODE_MODULES + '/');
const { Server } = load('socket.io');
const db = load('better-sqlite3')(process.argv[2]);

db.pragma('journal_mode=WAL');
db.pragma('synchronous=FULL');
db.exec('CREATE TABLE message (id INTEGER PRIMARY KEY, contact INT, agent INT, number INT, body TEXT);' +
        'CREATE INDEX message_contact ON message (contact, id)');
const insert = db.prepare('INSERT INTO message (contact, agent, number, body) VALUES (?, ?, ?, ?)');

const http = require('http').createServer();
const io = new Server(http, { transports: ['websocket'], serveClient: false });
io.on('connection', socket => {
  const { role, id } = socket.handshake.auth;
  socket.join(`${role}:${id}`);
  socket.on('msg', (message, acknowledge) => {
    insert.run(message.conv, message.a, message.seq, message.text);
    io.to(`agent:${message.a}`).emit('msg', message);
    acknowledge({ ok: 1 });
  });
});
http.listen(0, '127.0.0.1', 1024, () => console.log(`ready port=${http.address().port}`));
