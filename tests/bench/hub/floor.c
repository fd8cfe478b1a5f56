/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The floor under every durable message hub on this machine: lines over TCP, one thread, one SQLite
 * transaction a round of epoll with synchronous=FULL; deliveries and acknowledgements leave after
 * the commit. No rights, no sessions, no events, no WebSocket. floor PORT FILE */
#include <errno.h>
#include <glib.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

enum { EVENTS = 512, AGENTS = 65536, READ_ROOM = 4096 };

typedef struct _Conn Conn;
struct _Conn {
  int fd, id;
  gboolean is_dirty, is_blocked;
  GByteArray *in, *out;
  Conn *next_dirty;
};

static int epoll_fd;
static Conn *agents[AGENTS], *dirty;
static sqlite3 *db;
static sqlite3_stmt *insert;

static void
put (Conn *conn, const char *bytes, gsize length)
{
  g_byte_array_append (conn->out, (const guint8 *) bytes, length);
  if (conn->is_dirty)
    return;
  conn->is_dirty = TRUE;
  conn->next_dirty = dirty;
  dirty = conn;
}

static void
run_sql (const char *sql)
{
  if (sqlite3_exec (db, sql, NULL, NULL, NULL) != SQLITE_OK)
    g_error ("%s: %s", sql, sqlite3_errmsg (db));
}

/* "agent number body" */
static void
take_message (Conn *conn, char *line, gsize length)
{
  char *number, *body;
  int agent = strtol (line, &number, 10);
  unsigned long n = strtoul (++number, &body, 10);

  sqlite3_bind_int (insert, 1, conn->id);
  sqlite3_bind_int (insert, 2, agent);
  sqlite3_bind_int64 (insert, 3, n);
  sqlite3_bind_text (insert, 4, body + 1, line + length - body - 1, SQLITE_STATIC);
  if (sqlite3_step (insert) != SQLITE_DONE)
    g_error ("%s", sqlite3_errmsg (db));
  sqlite3_reset (insert);
  if (agents[agent % AGENTS] != NULL) {
    put (agents[agent % AGENTS], "D ", 2);
    put (agents[agent % AGENTS], number, line + length - number);
    put (agents[agent % AGENTS], "\n", 1);
  }
  put (conn, "A ", 2);
  put (conn, number, body - number);
  put (conn, "\n", 1);
}

static void
take_line (Conn *conn, char *line, gsize length)
{
  line[length] = '\0';
  if (line[0] == 'M') {
    take_message (conn, line + 2, length - 2);
    return;
  }
  conn->id = atoi (line + 2);
  if (line[0] == 'G')
    agents[conn->id % AGENTS] = conn;
  put (conn, "OK\n", 3);
}

static void
receive (Conn *conn)
{
  guint length = conn->in->len;
  char *line, *newline, *end;
  ssize_t n;

  g_byte_array_set_size (conn->in, length + READ_ROOM);
  n = recv (conn->fd, conn->in->data + length, READ_ROOM, 0);
  if (n <= 0 && errno != EAGAIN)
    epoll_ctl (epoll_fd, EPOLL_CTL_DEL, conn->fd, NULL);
  g_byte_array_set_size (conn->in, length + MAX (n, 0));
  line = (char *) conn->in->data;
  end = line + conn->in->len;
  while ((newline = memchr (line, '\n', end - line)) != NULL) {
    take_line (conn, line, newline - line);
    line = newline + 1;
  }
  g_byte_array_remove_range (conn->in, 0, line - (char *) conn->in->data);
}

static void
flush (Conn *conn)
{
  gboolean was_blocked = conn->is_blocked;
  ssize_t n = send (conn->fd, conn->out->data, conn->out->len, MSG_NOSIGNAL);
  struct epoll_event event = {.events = EPOLLIN, .data.ptr = conn};

  if (n > 0)
    g_byte_array_remove_range (conn->out, 0, n);
  conn->is_blocked = conn->out->len > 0;
  if (conn->is_blocked)
    event.events |= EPOLLOUT;
  if (conn->is_blocked != was_blocked)
    epoll_ctl (epoll_fd, EPOLL_CTL_MOD, conn->fd, &event);
}

static void
accept_all (int listener)
{
  int fd, on = 1;

  while ((fd = accept4 (listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0) {
    Conn *conn = g_new0 (Conn, 1);
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = conn};

    setsockopt (fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    conn->fd = fd;
    conn->in = g_byte_array_new ();
    conn->out = g_byte_array_new ();
    epoll_ctl (epoll_fd, EPOLL_CTL_ADD, fd, &event);
  }
}

static void
run_round (int listener)
{
  struct epoll_event events[EVENTS];
  int n = epoll_wait (epoll_fd, events, EVENTS, -1);

  run_sql ("BEGIN");
  for (int i = 0; i < n; i++) {
    Conn *conn = events[i].data.ptr;

    if (conn == NULL) {
      accept_all (listener);
      continue;
    }
    if (events[i].events & EPOLLOUT)
      flush (conn);
    if (events[i].events & (EPOLLIN | EPOLLHUP))
      receive (conn);
  }
  run_sql ("COMMIT");
  while (dirty != NULL) {
    Conn *conn = dirty;

    dirty = conn->next_dirty;
    conn->is_dirty = FALSE;
    if (!conn->is_blocked)
      flush (conn);
  }
}

static int
listen_on (int port)
{
  struct sockaddr_in address = {
      .sin_family = AF_INET, .sin_port = htons (port), .sin_addr.s_addr = htonl (INADDR_LOOPBACK)};
  struct epoll_event event = {.events = EPOLLIN};
  socklen_t size = sizeof address;
  int fd = socket (AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

  if (bind (fd, (struct sockaddr *) &address, sizeof address) < 0 || listen (fd, 1024) < 0)
    g_error ("listen: %s", g_strerror (errno));
  getsockname (fd, (struct sockaddr *) &address, &size);
  epoll_ctl (epoll_fd, EPOLL_CTL_ADD, fd, &event);
  g_print ("ready port=%d\n", ntohs (address.sin_port));
  return fd;
}

int
main (int argc, char **argv)
{
  struct rlimit files = {20000, 20000};
  int listener;

  if (argc != 3)
    g_error ("floor PORT FILE");
  setrlimit (RLIMIT_NOFILE, &files);
  if (sqlite3_open (argv[2], &db) != SQLITE_OK)
    g_error ("%s", sqlite3_errmsg (db));
  run_sql ("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
           "CREATE TABLE message (id INTEGER PRIMARY KEY, contact INT, agent INT, number INT,"
           " body TEXT); CREATE INDEX message_contact ON message (contact, id)");
  sqlite3_prepare_v2 (db, "INSERT INTO message (contact, agent, number, body) VALUES (?, ?, ?, ?)",
                      -1, &insert, NULL);
  epoll_fd = epoll_create1 (EPOLL_CLOEXEC);
  listener = listen_on (atoi (argv[1]));
  for (;;)
    run_round (listener);
}
