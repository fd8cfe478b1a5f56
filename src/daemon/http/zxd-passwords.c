/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Hashes passwords off the main thread. */
#include "zxd-passwords.h"

#include "zx-error.h"

#include <sodium.h>
#include <string.h>

/* Beyond this the daemon says that it is busy: at 70 ms each on two threads nobody would wait. */
#define MOST_WAITING 200

enum { LEAST_CHARACTERS = 10, LEAST_DIFFERENT = 4, MOST_BYTES = 1024 };

struct _ZxdPasswords {
  GThreadPool *pool;                     /* owned */
  char stand_in[crypto_pwhash_STRBYTES]; /* what an unknown login is compared with */
};

typedef struct {
  char *hash;      /* owned, null: unknown login */
  char *password;  /* owned, wiped */
  gboolean is_new; /* it shall be hashed, not compared */
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

static guint
count_different (const char *password)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);

  for (const char *at = password; *at != '\0'; at = g_utf8_next_char (at))
    g_hash_table_add (seen, GUINT_TO_POINTER (g_utf8_get_char (at)));
  return g_hash_table_size (seen);
}

gboolean
zxd_password_check (const char *password, const char **why, GError **error)
{
  const char *found = "too-weak";

  if (why == NULL)
    why = &found;
  *why = strlen (password) > MOST_BYTES ? "too-long" : "too-weak";
  if (strlen (password) > MOST_BYTES)
    return zx_throw (error, ZX_ERROR_BAD_DATA, "A password has at most %d bytes.", MOST_BYTES);
  if (!g_utf8_validate (password, -1, NULL) || g_utf8_strlen (password, -1) < LEAST_CHARACTERS)
    return zx_throw (error, ZX_ERROR_BAD_DATA, "A password has at least %d characters.",
                     LEAST_CHARACTERS);
  return count_different (password) >= LEAST_DIFFERENT ||
         zx_throw (error, ZX_ERROR_BAD_DATA,
                   "A password has at least %d different characters; this one is guessed at once.",
                   LEAST_DIFFERENT);
}

char *
zxd_passwords_hash (const char *password, GError **error)
{
  g_autofree char *hash = g_malloc (crypto_pwhash_STRBYTES);
  gsize length = strlen (password);

  if (!zxd_password_check (password, NULL, error))
    return NULL;
  if (sodium_init () < 0 ||
      crypto_pwhash_str (hash, password, length, crypto_pwhash_OPSLIMIT_INTERACTIVE,
                         crypto_pwhash_MEMLIMIT_INTERACTIVE) != 0) {
    zx_throw (error, ZX_ERROR_UNAVAILABLE, "Not enough memory to hash a password.");
    return NULL;
  }
  return g_steal_pointer (&hash);
}

static void
verify (GTask *task, ZxdPasswords *passwords, const Question *question)
{
  const char *hash = question->hash != NULL ? question->hash : passwords->stand_in;
  gboolean is_right =
      crypto_pwhash_str_verify (hash, question->password, strlen (question->password)) == 0;

  g_task_return_boolean (task, is_right && question->hash != NULL);
}

static void
hash_new (GTask *task, const char *password)
{
  GError *error = NULL;
  char *hash = zxd_passwords_hash (password, &error);

  if (hash != NULL)
    g_task_return_pointer (task, hash, g_free);
  else
    g_task_return_error (task, error);
}

static void
work (gpointer data, gpointer user_data)
{
  g_autoptr (GTask) task = data;
  ZxdPasswords *passwords = user_data;
  Question *question = g_task_get_task_data (task);

  if (question->is_new)
    hash_new (task, question->password);
  else
    verify (task, passwords, question);
}

/* A hash that no password has, which takes as long to find out as with a true one: no stranger
 * learns from the time whether a login exists. It is made up, not computed, so that starting takes
 * no time. */
static void
make_up (char *hash)
{
  guchar salt[crypto_pwhash_SALTBYTES], sum[32];
  char salt_words[32], sum_words[64];

  randombytes_buf (salt, sizeof salt);
  randombytes_buf (sum, sizeof sum);
  sodium_bin2base64 (salt_words, sizeof salt_words, salt, sizeof salt,
                     sodium_base64_VARIANT_ORIGINAL_NO_PADDING);
  sodium_bin2base64 (sum_words, sizeof sum_words, sum, sizeof sum,
                     sodium_base64_VARIANT_ORIGINAL_NO_PADDING);
  g_snprintf (hash, crypto_pwhash_STRBYTES, "$argon2id$v=19$m=%u,t=%u,p=1$%s$%s",
              (guint) (crypto_pwhash_MEMLIMIT_INTERACTIVE / 1024),
              (guint) crypto_pwhash_OPSLIMIT_INTERACTIVE, salt_words, sum_words);
  if (crypto_pwhash_str_needs_rehash (hash, crypto_pwhash_OPSLIMIT_INTERACTIVE,
                                      crypto_pwhash_MEMLIMIT_INTERACTIVE) != 0)
    g_error ("libsodium hashes passwords in another way than is known here");
}

ZxdPasswords *
zxd_passwords_new (void)
{
  ZxdPasswords *passwords = g_new0 (ZxdPasswords, 1);

  if (sodium_init () < 0)
    g_error ("libsodium does not start");
  make_up (passwords->stand_in);
  passwords->pool = g_thread_pool_new (work, passwords, 2, TRUE, NULL);
  return passwords;
}

void
zxd_passwords_free (ZxdPasswords *passwords)
{
  g_thread_pool_free (passwords->pool, FALSE, TRUE);
  g_free (passwords);
}

static void
ask (ZxdPasswords *passwords, GTask *task, const char *hash, const char *password, gboolean is_new)
{
  Question *question = g_new0 (Question, 1);

  question->hash = g_strdup (hash);
  question->password = g_strdup (password);
  question->is_new = is_new;
  g_task_set_task_data (task, question, question_free);
  if (g_thread_pool_unprocessed (passwords->pool) >= MOST_WAITING) {
    g_task_return_new_error (task, ZX_ERROR, ZX_ERROR_UNAVAILABLE,
                             "Too many people are signing in; try again in a few seconds.");
    g_object_unref (task);
    return;
  }
  g_thread_pool_push (passwords->pool, task, NULL);
}

void
zxd_passwords_verify (ZxdPasswords *passwords,
                      const char *hash,
                      const char *password,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  GTask *task = g_task_new (NULL, NULL, callback, user_data);

  g_task_set_source_tag (task, zxd_passwords_verify);
  ask (passwords, task, hash, password, FALSE);
}

gboolean
zxd_passwords_verify_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
zxd_passwords_hash_async (ZxdPasswords *passwords,
                          const char *password,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  GTask *task = g_task_new (NULL, NULL, callback, user_data);

  g_task_set_source_tag (task, zxd_passwords_hash_async);
  ask (passwords, task, NULL, password, TRUE);
}

char *
zxd_passwords_hash_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
