/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A connection to PostgreSQL: `?` becomes `$n`, statements are prepared once, errors get our codes.
 * Within a transaction what nobody waits for is sent ahead (posted), in libpq's pipeline mode, and
 * makes its trip with the next statement that is waited for. */
#include "zxd-db-postgres.h"

#include <stdlib.h>
#include <string.h>

/* A writer that stops (not dies) while it holds the counter would stop all others; where the
 * server's configuration says how long that may last, it is as that says. */
#define IDLE_IN_TRANSACTION "5s"

/* A machine that vanishes is noticed in half a minute at either end: between the statements of a
 * batch that is half sent the server waits for it without that limit. */
#define GONE_MS "25000"
#define GONE_SETTINGS                                                                              \
  "SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5;"                                 \
  "SET tcp_keepalives_count = 3; SET tcp_user_timeout = " GONE_MS ";"

/* More of them would wait too long for what is wrong with the first. */
enum { MOST_POSTED = 128 };

typedef struct {
  ZxdDb base;
  PGconn *raw; /* owned */
  guint n_names;
  GPtrArray *posted; /* whose results are to come: lent PostgresStmt, null for a text */
} Postgres;

typedef struct {
  const char *value; /* lent, or `digits`; null is NULL */
  int length, format;
  char digits[24];
} Parameter;

typedef struct {
  ZxdStmt base;
  char name[16];
  int n_parameters;
  Parameter *parameters; /* owned */
  const char **values;   /* owned; what libpq wants */
  int *lengths, *formats;
  PGresult *result; /* owned, null when reset */
  int row;
  guint n_posted;      /* times that it stands in `posted` */
  gboolean is_awaited; /* the last of these results is for its reader */
  GPtrArray *decoded;  /* owned: bytes of the current row, as unescaped by us */
} PostgresStmt;

PGconn *
zxd_db_postgres_connection (ZxdDb *db)
{
  return ((Postgres *) db)->raw;
}

gboolean
zxd_db_postgres_may_retry (const PGresult *result)
{
  const char *state = PQresultErrorField (result, PG_DIAG_SQLSTATE);

  return g_strcmp0 (state, "40P01") == 0 || g_strcmp0 (state, "40001") == 0;
}

static ZxErrorCode
error_code (const PGresult *result)
{
  const char *state = PQresultErrorField (result, PG_DIAG_SQLSTATE);

  return g_strcmp0 (state, "23505") == 0 ? ZX_ERROR_CONFLICT : ZX_ERROR_UNAVAILABLE;
}

/* Sets @error from @result, or ends the process when the connection is lost while we serve. */
static gboolean throw (Postgres * self, const PGresult *result, GError **error)
{
  const char *of_result = PQresultErrorMessage (result);
  g_autofree char *message =
      g_strdup (of_result[0] != '\0' ? of_result : PQerrorMessage (self->raw));

  g_strchomp (message);
  if (PQstatus (self->raw) != CONNECTION_OK && self->base.is_serving)
    zxd_db_die ("PostgreSQL", message);
  if (zxd_db_postgres_may_retry (result))
    self->base.must_retry = TRUE;
  return zx_throw (error, error_code (result), "PostgreSQL: %s", message);
}

/* `?` counts by itself, `?2` is taken at its word; text in quotes stays. */
static char *
translate (const char *sql, int *n_parameters)
{
  GString *out = g_string_sized_new (strlen (sql) + 16);
  gboolean in_quotes = FALSE;
  int most = 0;

  for (const char *at = sql; *at != '\0'; at++) {
    int number;

    if (*at == '\'')
      in_quotes = !in_quotes;
    if (*at != '?' || in_quotes) {
      g_string_append_c (out, *at);
      continue;
    }
    if (g_ascii_isdigit (at[1])) {
      char *end;

      number = (int) strtol (at + 1, &end, 10);
      at = end - 1;
    } else {
      number = most + 1;
    }
    most = MAX (most, number);
    g_string_append_printf (out, "$%d", number);
  }
  *n_parameters = most;
  return g_string_free (out, FALSE);
}

/* ---- posting */

static gboolean
has_failed (const PGresult *result)
{
  ExecStatusType status = PQresultStatus (result);

  return status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK;
}

/* A transaction has begun, or its beginning is posted. */
static gboolean
is_in_transaction (const Postgres *self)
{
  return self->posted->len > 0 || PQtransactionStatus (self->raw) != PQTRANS_IDLE;
}

/* Hands @result over. */
static void
take_result (PostgresStmt *stmt, PGresult *result)
{
  gboolean is_last = stmt != NULL && --stmt->n_posted == 0, is_kept;

  if (is_last && !has_failed (result))
    stmt->base.changes = g_ascii_strtoll (PQcmdTuples (result), NULL, 10);
  is_kept = is_last && stmt->is_awaited && !has_failed (result);
  if (is_last)
    stmt->is_awaited = FALSE;
  if (is_kept) {
    stmt->result = result;
    stmt->row = -1;
  } else {
    PQclear (result);
  }
}

/* The results of all that was posted; @error: of the first that failed, as nothing after it was
 * done. */
static gboolean
take_results (Postgres *self, GError **error)
{
  gboolean is_good = TRUE;

  for (guint i = 0; i < self->posted->len; i++) {
    PGresult *result = PQgetResult (self->raw), *end;

    if (is_good && has_failed (result))
      is_good = throw (self, result, error);
    take_result (self->posted->pdata[i], result);
    while ((end = PQgetResult (self->raw)) != NULL)
      PQclear (end);
  }
  return is_good;
}

static gboolean
settle (ZxdDb *db, GError **error)
{
  Postgres *self = (Postgres *) db;
  gboolean is_good;
  PGresult *end;

  if (self->posted->len == 0)
    return TRUE;
  if (!PQpipelineSync (self->raw))
    throw (self, NULL, NULL); /* every result says so */
  is_good = take_results (self, error);
  g_ptr_array_set_size (self->posted, 0);
  end = PQgetResult (self->raw);
  if (PQresultStatus (end) != PGRES_PIPELINE_SYNC && is_good)
    is_good = throw (self, end, error);
  PQclear (end);
  return PQexitPipelineMode (self->raw) || !is_good ? is_good : throw (self, NULL, error);
}

/* Before something is sent. */
static gboolean
open_pipeline (Postgres *self, GError **error)
{
  if (self->posted->len == MOST_POSTED && !settle (&self->base, error))
    return FALSE;
  return self->posted->len > 0 || PQenterPipelineMode (self->raw) || throw (self, NULL, error);
}

static gboolean
post_text (ZxdDb *db, const char *sql, GError **error)
{
  Postgres *self = (Postgres *) db;

  if (!open_pipeline (self, error))
    return FALSE;
  if (!PQsendQueryParams (self->raw, sql, 0, NULL, NULL, NULL, NULL, 0))
    return throw (self, NULL, error);
  g_ptr_array_add (self->posted, NULL);
  return TRUE;
}

static gboolean
post (ZxdStmt *stmt, GError **error)
{
  PostgresStmt *self = (PostgresStmt *) stmt;
  Postgres *db = (Postgres *) stmt->db;

  for (int i = 0; i < self->n_parameters; i++) {
    self->values[i] = self->parameters[i].value;
    self->lengths[i] = self->parameters[i].length;
    self->formats[i] = self->parameters[i].format;
  }
  if (!open_pipeline (db, error))
    return FALSE;
  if (!PQsendQueryPrepared (db->raw, self->name, self->n_parameters, self->values, self->lengths,
                            self->formats, 0))
    return throw (db, NULL, error);
  g_ptr_array_add (db->posted, self);
  self->n_posted++;
  return TRUE;
}

/* ---- the connection */

static ZxdStmt *
prepare (ZxdDb *db, const char *sql, GError **error)
{
  Postgres *self = (Postgres *) db;
  int n_parameters;
  g_autofree char *translated = translate (sql, &n_parameters);
  PostgresStmt *stmt;
  PGresult *result;
  char name[16];

  if (!settle (db, error))
    return NULL;
  g_snprintf (name, sizeof name, "s%u", ++self->n_names);
  result = PQprepare (self->raw, name, translated, 0, NULL);
  if (has_failed (result)) {
    throw (self, result, error);
    PQclear (result);
    return NULL;
  }
  PQclear (result);
  stmt = g_new0 (PostgresStmt, 1);
  g_strlcpy (stmt->name, name, sizeof stmt->name);
  stmt->n_parameters = n_parameters;
  stmt->parameters = g_new0 (Parameter, n_parameters);
  stmt->values = g_new0 (const char *, n_parameters);
  stmt->lengths = g_new0 (int, n_parameters);
  stmt->formats = g_new0 (int, n_parameters);
  stmt->decoded = g_ptr_array_new_with_free_func (g_free);
  return &stmt->base;
}

static gboolean
execute (ZxdDb *db, const char *sql, GError **error)
{
  Postgres *self = (Postgres *) db;
  PGresult *result;
  gboolean is_good;

  if (!settle (db, error))
    return FALSE;
  result = PQexec (self->raw, sql);
  is_good = !has_failed (result) || throw (self, result, error);
  PQclear (result);
  return is_good;
}

static void
close_connection (ZxdDb *db)
{
  Postgres *self = (Postgres *) db;

  PQfinish (self->raw);
  g_ptr_array_unref (self->posted);
  g_free (self);
}

static void
reset (ZxdStmt *stmt)
{
  PostgresStmt *self = (PostgresStmt *) stmt;

  g_clear_pointer (&self->result, PQclear);
  self->is_awaited = FALSE;
  g_ptr_array_set_size (self->decoded, 0);
}

static Parameter *
parameter (ZxdStmt *stmt, int place)
{
  PostgresStmt *self = (PostgresStmt *) stmt;

  g_assert (place >= 1 && place <= self->n_parameters);
  return &self->parameters[place - 1];
}

static void
bind_null (ZxdStmt *stmt, int place)
{
  parameter (stmt, place)->value = NULL;
}

static void
clear (ZxdStmt *stmt)
{
  reset (stmt);
  for (int i = 1; i <= ((PostgresStmt *) stmt)->n_parameters; i++)
    bind_null (stmt, i);
}

static void
bind_int (ZxdStmt *stmt, int place, gint64 value)
{
  Parameter *to = parameter (stmt, place);

  g_snprintf (to->digits, sizeof to->digits, "%" G_GINT64_FORMAT, value);
  to->value = to->digits;
  to->format = 0;
}

static void
bind_text (ZxdStmt *stmt, int place, const char *text)
{
  Parameter *to = parameter (stmt, place);

  to->value = text;
  to->format = 0;
}

static void
bind_bytes (ZxdStmt *stmt, int place, gconstpointer bytes, gsize length)
{
  Parameter *to = parameter (stmt, place);

  to->value = bytes;
  to->length = (int) length;
  to->format = 1;
}

static gboolean
send_ahead (ZxdStmt *stmt, GError **error)
{
  if (!post (stmt, error))
    return FALSE;
  ((PostgresStmt *) stmt)->is_awaited = TRUE;
  return TRUE;
}

static gboolean
run (ZxdStmt *stmt, GError **error)
{
  gboolean can_wait = is_in_transaction ((Postgres *) stmt->db);

  if (((PostgresStmt *) stmt)->result != NULL) { /* it is under way: the rest of its rows */
    reset (stmt);
    return TRUE;
  }
  return post (stmt, error) && (can_wait || settle (stmt->db, error));
}

static ZxdStep
step (ZxdStmt *stmt, GError **error)
{
  PostgresStmt *self = (PostgresStmt *) stmt;

  if (self->result == NULL && !self->is_awaited && !send_ahead (stmt, error))
    return ZXD_STEP_FAILED;
  if (self->is_awaited && !settle (stmt->db, error)) {
    reset (stmt);
    return ZXD_STEP_FAILED;
  }
  g_ptr_array_set_size (self->decoded, 0);
  if (++self->row < PQntuples (self->result))
    return ZXD_STEP_ROW;
  reset (stmt);
  return ZXD_STEP_DONE;
}

static const char *
get_text (ZxdStmt *stmt, int column)
{
  PostgresStmt *self = (PostgresStmt *) stmt;

  return PQgetisnull (self->result, self->row, column)
             ? NULL
             : PQgetvalue (self->result, self->row, column);
}

static gint64
get_int (ZxdStmt *stmt, int column)
{
  const char *text = get_text (stmt, column);

  if (text == NULL)
    return 0;
  return text[0] == 't' ? 1 : g_ascii_strtoll (text, NULL, 10);
}

static guchar *
decode_uuid (const char *text, gsize *length)
{
  guchar *bytes = g_malloc0 (16);
  int at = 0;

  for (; *text != '\0' && at < 32; text++) {
    if (*text == '-')
      continue;
    bytes[at / 2] = (guchar) (bytes[at / 2] << 4 | g_ascii_xdigit_value (*text));
    at++;
  }
  *length = 16;
  return bytes;
}

static gconstpointer
get_bytes (ZxdStmt *stmt, int column, gsize *length)
{
  PostgresStmt *self = (PostgresStmt *) stmt;
  const char *text = get_text (stmt, column);
  guchar *bytes;

  *length = 0;
  if (text == NULL)
    return NULL;
  if (text[0] == '\\') {
    guchar *raw = PQunescapeBytea ((const guchar *) text, length);

    bytes = g_memdup2 (raw, *length);
    PQfreemem (raw);
  } else {
    bytes = decode_uuid (text, length);
  }
  if (bytes != NULL)
    g_ptr_array_add (self->decoded, bytes);
  return bytes;
}

static void
free_statement (ZxdStmt *stmt)
{
  PostgresStmt *self = (PostgresStmt *) stmt;

  reset (stmt);
  g_ptr_array_unref (self->decoded);
  g_free (self->parameters);
  g_free (self->values);
  g_free (self->lengths);
  g_free (self->formats);
  g_free (self);
}

static const ZxdDbClass postgres_class = {
    .is_postgres = TRUE,
    .prepare = prepare,
    .execute = execute,
    .post = post_text,
    .settle = settle,
    .close = close_connection,
    .clear = clear,
    .bind_null = bind_null,
    .bind_int = bind_int,
    .bind_text = bind_text,
    .bind_bytes = bind_bytes,
    .send_ahead = send_ahead,
    .run = run,
    .step = step,
    .reset = reset,
    .get_int = get_int,
    .get_text = get_text,
    .get_bytes = get_bytes,
    .free = free_statement,
};

/* Notices go to the log, not to stderr. */
static void
heard_notice_cb (void *data, const PGresult *result)
{
  g_debug ("PostgreSQL: %s", PQresultErrorMessage (result));
}

/* The writer's plans are made while the tables are empty and kept for ever: they must use the
 * indexes all the same. The invented cost of what is switched off would start the JIT compiler,
 * which takes longer than the batch. */
static const char writer_settings[] = GONE_SETTINGS
    "SELECT set_config ('idle_in_transaction_session_timeout', '" IDLE_IN_TRANSACTION "', false) "
    "WHERE current_setting ('idle_in_transaction_session_timeout') = '0';"
    "SET plan_cache_mode = force_generic_plan; SET jit = off;"
    "SET enable_seqscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off";

/* What is acknowledged is on disk, whatever the server's configuration says; stricter ways (a
 * replica as well) stay. */
static const char durable_settings[] = "SELECT set_config ('synchronous_commit', 'on', false) "
                                       "WHERE current_setting ('synchronous_commit') = 'off'";

static const char reader_settings[] =
    GONE_SETTINGS "SET default_transaction_read_only = on; SET jit = off";

ZxdDb *
zxd_db_open_postgres (const char *conninfo, gboolean is_reader, GError **error)
{
  /* What the caller's conninfo says wins over these. */
  const char *const names[] = {"keepalives_idle",
                               "keepalives_interval",
                               "keepalives_count",
                               "connect_timeout",
                               "tcp_user_timeout",
                               "client_encoding",
                               "application_name",
                               "dbname",
                               NULL};
  const char *const values[] = {"10", "5", "3", "10", GONE_MS, "UTF8", "zuoxid", conninfo, NULL};
  g_autoptr (ZxdDb) db = NULL;
  Postgres *self = g_new0 (Postgres, 1);

  db = &self->base;
  zxd_db_init (db, &postgres_class);
  self->posted = g_ptr_array_new ();
  self->raw = PQconnectdbParams (names, values, TRUE);
  if (PQstatus (self->raw) != CONNECTION_OK) {
    g_autofree char *message = g_strdup (PQerrorMessage (self->raw));

    zx_throw (error, ZX_ERROR_UNAVAILABLE, "cannot connect to PostgreSQL: %s",
              g_strchomp (message));
    return NULL;
  }
  PQsetNoticeReceiver (self->raw, heard_notice_cb, NULL);
  if (!execute (db, is_reader ? reader_settings : writer_settings, error) ||
      (!is_reader && !execute (db, durable_settings, error)))
    return NULL;
  return g_steal_pointer (&db);
}
