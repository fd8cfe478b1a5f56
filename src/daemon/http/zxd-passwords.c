/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Hashes passwords off the main thread. */
#include "zxd-passwords.h"

#include "zx-error.h"

#include <sodium.h>
#include <string.h>

/* Beyond this the daemon says that it is busy: at 70 ms each on two threads nobody would wait. */
#define MOST_WAITING 200

enum { LEAST_BYTES = 8, MOST_BYTES = 1024 };

struct _ZxdPasswords {
  GThreadPool *pool;                     /* owned */
  char stand_in[crypto_pwhash_STRBYTES]; /* what an unknown login is compared with */
};

typedef struct {
  char *hash;     /* owned, null: unknown login */
  char *password; /* owned, wiped */
} Question;

static void
question_free (gpointer data)
{
  Question *question = data;

  sodium_memzero (question->password, strlen (question->password));
  g_free (question->password);
  g_free (question->hash);
  g_free (question);
}

static void
verify (gpointer data, gpointer user_data)
{
  g_autoptr (GTask) task = data;
  ZxdPasswords *passwords = user_data;
  Question *question = g_task_get_task_data (task);
  const char *hash = question->hash != NULL ? question->hash : passwords->stand_in;
  gboolean is_right =
      crypto_pwhash_str_verify (hash, question->password, strlen (question->password)) == 0;

  g_task_return_boolean (task, is_right && question->hash != NULL);
}

char *
zxd_passwords_hash (const char *password, GError **error)
{
  g_autofree char *hash = g_malloc (crypto_pwhash_STRBYTES);
  gsize length = strlen (password);

  if (length < LEAST_BYTES || length > MOST_BYTES) {
    zx_throw (error, ZX_ERROR_BAD_DATA, "A password has at least %d and at most %d bytes.",
              LEAST_BYTES, MOST_BYTES);
    return NULL;
  }
  if (sodium_init () < 0 ||
      crypto_pwhash_str (hash, password, length, crypto_pwhash_OPSLIMIT_INTERACTIVE,
                         crypto_pwhash_MEMLIMIT_INTERACTIVE) != 0) {
    zx_throw (error, ZX_ERROR_UNAVAILABLE, "Not enough memory to hash a password.");
    return NULL;
  }
  return g_steal_pointer (&hash);
}

ZxdPasswords *
zxd_passwords_new (void)
{
  ZxdPasswords *passwords = g_new0 (ZxdPasswords, 1);
  g_autofree char *secret = NULL;

  if (sodium_init () < 0)
    g_error ("libsodium does not start");
  secret = g_base64_encode ((const guchar *) passwords, sizeof passwords);
  if (crypto_pwhash_str (passwords->stand_in, secret, strlen (secret),
                         crypto_pwhash_OPSLIMIT_INTERACTIVE,
                         crypto_pwhash_MEMLIMIT_INTERACTIVE) != 0)
    g_error ("not enough memory to hash passwords");
  passwords->pool = g_thread_pool_new (verify, passwords, 2, TRUE, NULL);
  return passwords;
}

void
zxd_passwords_free (ZxdPasswords *passwords)
{
  g_thread_pool_free (passwords->pool, FALSE, TRUE);
  g_free (passwords);
}

void
zxd_passwords_verify (ZxdPasswords *passwords,
                      const char *hash,
                      const char *password,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  GTask *task = g_task_new (NULL, NULL, callback, user_data);
  Question *question = g_new0 (Question, 1);

  g_task_set_source_tag (task, zxd_passwords_verify);
  question->hash = g_strdup (hash);
  question->password = g_strdup (password);
  g_task_set_task_data (task, question, question_free);
  if (g_thread_pool_unprocessed (passwords->pool) >= MOST_WAITING) {
    g_task_return_new_error (task, ZX_ERROR, ZX_ERROR_UNAVAILABLE,
                             "Too many people are signing in; try again in a few seconds.");
    g_object_unref (task);
    return;
  }
  g_thread_pool_push (passwords->pool, task, NULL);
}

gboolean
zxd_passwords_verify_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
