/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Seals secrets into the database and opens them again. */
#include "zxd-store-secret.h"

#include "zx-clock.h"
#include "zxd-db-private.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "zx-json.h"

enum { LIVE_KEYS = 2, MOST_KID = 32, KEY_BYTES = 32 };
G_STATIC_ASSERT (sizeof (ZxdMasterKey) == crypto_secretbox_KEYBYTES);

static gboolean
throw_errno (GError **error, const char *file, const char *what)
{
  return zx_throw (error, ZX_ERROR_UNAVAILABLE, "%s: %s: %s", file, what, g_strerror (errno));
}

/* Another process may be creating it at the same time: whoever links first has made it. */
static gboolean
create_key (const char *file, GError **error)
{
  g_autofree char *temporary = g_strdup_printf ("%s.%d", file, (int) getpid ());
  ZxdMasterKey key;
  gboolean is_written;
  int fd = open (temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

  if (fd < 0)
    return throw_errno (error, temporary, "cannot be made");
  randombytes_buf (&key, sizeof key);
  is_written = write (fd, &key, sizeof key) == sizeof key && fsync (fd) == 0;
  sodium_memzero (&key, sizeof key);
  close (fd);
  is_written = is_written && (link (temporary, file) == 0 || errno == EEXIST);
  if (!is_written)
    throw_errno (error, file, "cannot be written");
  unlink (temporary);
  return is_written;
}

/* A new key opens nothing that another one has sealed. */
static gboolean
create_first_key (ZxdDb *db, const char *file, GError **error)
{
  gint64 n_secrets;

  if (!zxd_db_number (db, "SELECT count (*) FROM secret", &n_secrets, error))
    return FALSE;
  if (n_secrets > 0)
    return zx_throw (error, ZX_ERROR_UNAVAILABLE,
                     "%s: there is no master key, but the database has secrets that one has "
                     "sealed. Copy it there from where it is kept, or from the other machine that "
                     "serves this database (mode 0600). If it is lost, remove all signing keys of "
                     "the channels in the workstation, and make them anew.",
                     file);
  return create_key (file, error);
}

gboolean
zxd_master_key_load (ZxdDb *db, const char *file, ZxdMasterKey *key, GError **error)
{
  struct stat status;
  ssize_t length;
  char surplus;
  int fd;

  if (sodium_init () < 0)
    return zx_throw (error, ZX_ERROR_UNAVAILABLE, "libsodium cannot start.");
  if (access (file, F_OK) != 0 && errno == ENOENT && !create_first_key (db, file, error))
    return FALSE;
  fd = open (file, O_RDONLY | O_CLOEXEC);
  if (fd < 0)
    return throw_errno (error, file, "the master key cannot be read");
  if (fstat (fd, &status) != 0 || (status.st_mode & 077) != 0) {
    close (fd);
    return zx_throw (error, ZX_ERROR_NOT_ALLOWED,
                     "%s: the master key may be read by others; set its mode to 0600.", file);
  }
  length = read (fd, key, sizeof *key);
  if (length == sizeof *key && read (fd, &surplus, 1) != 0)
    length = 0;
  close (fd);
  if (length != sizeof *key)
    return zx_throw (error, ZX_ERROR_BAD_DATA, "%s: this is no master key.", file);
  return TRUE;
}

/* Stands before the secret inside the box, so that a row put in another's place does not open. */
static char *
make_label (const char *owner_noun, gint64 owner_id, const char *kid)
{
  return g_strdup_printf ("%s/%" G_GINT64_FORMAT "/%s", owner_noun, owner_id, kid);
}

gboolean
zxd_secret_put (ZxdTxn *txn,
                const ZxdMasterKey *master,
                const char *owner_noun,
                gint64 owner_id,
                const char *kid,
                const char *secret,
                GError **error)
{
  g_autofree char *label = make_label (owner_noun, owner_id, kid);
  gsize label_length = strlen (label) + 1, length = label_length + strlen (secret);
  gsize sealed_length = crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES + length;
  g_autofree guint8 *plain = g_malloc (length), *sealed = g_malloc (sealed_length);
  ZxdStmt *stmt = zxd_db_prepare (
      zxd_txn_db (txn),
      "INSERT INTO secret (owner_noun, owner_id, kid, sealed, created_at_ms) "
      "VALUES (?, ?, ?, ?, ?) ON CONFLICT (owner_noun, owner_id, kid) DO UPDATE SET "
      "sealed = excluded.sealed, created_at_ms = excluded.created_at_ms",
      error);

  if (stmt == NULL)
    return FALSE;
  memcpy (plain, label, label_length);
  memcpy (plain + label_length, secret, length - label_length);
  randombytes_buf (sealed, crypto_secretbox_NONCEBYTES);
  crypto_secretbox_easy (sealed + crypto_secretbox_NONCEBYTES, plain, length, sealed,
                         master->bytes);
  sodium_memzero (plain, length);
  zxd_stmt_bind_text (stmt, 1, owner_noun);
  zxd_stmt_bind_int (stmt, 2, owner_id);
  zxd_stmt_bind_text (stmt, 3, kid);
  zxd_stmt_bind_bytes (stmt, 4, sealed, sealed_length);
  zxd_stmt_bind_int (stmt, 5, zx_clock_now_ms ());
  return zxd_stmt_run (stmt, error);
}

static char *
open_box (const ZxdMasterKey *master,
          const char *label,
          const guint8 *sealed,
          gsize sealed_length,
          GError **error)
{
  gsize over = crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES;
  gsize label_length = strlen (label) + 1, length;
  g_autofree guint8 *plain = NULL;
  char *secret = NULL;

  if (sealed != NULL && sealed_length >= over + label_length) {
    length = sealed_length - over;
    plain = g_malloc (length + 1);
    if (crypto_secretbox_open_easy (plain, sealed + crypto_secretbox_NONCEBYTES,
                                    sealed_length - crypto_secretbox_NONCEBYTES, sealed,
                                    master->bytes) == 0 &&
        memcmp (plain, label, label_length) == 0)
      secret = g_strndup ((char *) plain + label_length, length - label_length);
    sodium_memzero (plain, length);
  }
  if (secret == NULL)
    zx_throw (error, ZX_ERROR_BAD_DATA, "The secret %s was sealed by another master key.", label);
  return secret;
}

char *
zxd_secret_get (ZxdDb *db,
                const ZxdMasterKey *master,
                const char *owner_noun,
                gint64 owner_id,
                const char *kid,
                GError **error)
{
  g_autofree char *label = make_label (owner_noun, owner_id, kid);
  ZxdStmt *stmt = zxd_db_prepare (
      db, "SELECT sealed FROM secret WHERE owner_noun = ? AND owner_id = ? AND kid = ?", error);
  gconstpointer sealed;
  gsize length = 0;
  char *secret = NULL;

  if (stmt == NULL)
    return NULL;
  zxd_stmt_bind_text (stmt, 1, owner_noun);
  zxd_stmt_bind_int (stmt, 2, owner_id);
  zxd_stmt_bind_text (stmt, 3, kid);
  switch (zxd_stmt_step (stmt, error)) {
  case ZXD_STEP_ROW:
    sealed = zxd_stmt_bytes (stmt, 0, &length);
    secret = open_box (master, label, sealed, length, error);
    zxd_stmt_reset (stmt);
    break;
  case ZXD_STEP_DONE:
    zx_throw (error, ZX_ERROR_NOT_FOUND, "There is no secret %s.", label);
    break;
  case ZXD_STEP_FAILED:
    break;
  }
  return secret;
}

static gboolean
drop_old_keys (ZxdDb *db, gint64 channel_id, GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (
      db,
      "DELETE FROM secret WHERE owner_noun = 'channel' AND owner_id = ? AND id NOT IN "
      "(SELECT id FROM secret WHERE owner_noun = 'channel' AND owner_id = ? "
      "ORDER BY id DESC LIMIT ?)",
      error);

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, channel_id);
  zxd_stmt_bind_int (stmt, 2, channel_id);
  zxd_stmt_bind_int (stmt, 3, LIVE_KEYS);
  return zxd_stmt_run (stmt, error);
}

char *
zxd_channel_new_key (ZxdTxn *txn,
                     const ZxdMasterKey *master,
                     gint64 channel_id,
                     const char *kid,
                     GError **error)
{
  guint8 random[KEY_BYTES];
  char key[sodium_base64_ENCODED_LEN (KEY_BYTES, sodium_base64_VARIANT_URLSAFE_NO_PADDING)];
  gsize length = strlen (kid);

  if (length == 0 || length > MOST_KID ||
      strspn (kid, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.") != length) {
    zx_throw (error, ZX_ERROR_BAD_DATA, "A key's name has 1 to %d of a-z, A-Z, 0-9, -, _ and .",
              MOST_KID);
    return NULL;
  }
  randombytes_buf (random, sizeof random);
  sodium_bin2base64 (key, sizeof key, random, sizeof random,
                     sodium_base64_VARIANT_URLSAFE_NO_PADDING);
  sodium_memzero (random, sizeof random);
  if (!zxd_secret_put (txn, master, "channel", channel_id, kid, key, error) ||
      !drop_old_keys (zxd_txn_db (txn), channel_id, error))
    return NULL;
  return g_strdup (key);
}

gboolean
zxd_channel_list_keys (ZxdDb *db, gint64 channel_id, ZxdKeyFunc row, gpointer data, GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (db,
                                  "SELECT kid, created_at_ms FROM secret WHERE "
                                  "owner_noun = 'channel' AND owner_id = ? ORDER BY id",
                                  error);
  ZxdStep step;

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, channel_id);
  while ((step = zxd_stmt_step (stmt, error)) == ZXD_STEP_ROW)
    row (zxd_stmt_text (stmt, 0), zxd_stmt_int (stmt, 1), data);
  return step == ZXD_STEP_DONE;
}

gboolean
zxd_channel_has_key (ZxdDb *db,
                     gint64 channel_id,
                     const char *kid,
                     gboolean *exists,
                     GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (
      db, "SELECT count (*) FROM secret WHERE owner_noun = 'channel' AND owner_id = ? AND kid = ?",
      error);

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, channel_id);
  zxd_stmt_bind_text (stmt, 2, kid);
  if (zxd_stmt_step (stmt, error) != ZXD_STEP_ROW)
    return FALSE;
  *exists = zxd_stmt_int (stmt, 0) > 0;
  zxd_stmt_reset (stmt);
  return TRUE;
}

gboolean
zxd_channel_remove_key (ZxdTxn *txn, gint64 channel_id, const char *kid, GError **error)
{
  ZxdStmt *stmt = zxd_db_prepare (
      zxd_txn_db (txn),
      "DELETE FROM secret WHERE owner_noun = 'channel' AND owner_id = ? AND kid = ?", error);
  gint64 n_rows;

  if (stmt == NULL)
    return FALSE;
  zxd_stmt_bind_int (stmt, 1, channel_id);
  zxd_stmt_bind_text (stmt, 2, kid);
  if (!zxd_stmt_change (stmt, &n_rows, error))
    return FALSE;
  return n_rows > 0 || zx_throw (error, ZX_ERROR_NOT_FOUND, "There is no such key.");
}
