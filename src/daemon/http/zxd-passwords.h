/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/* argon2id (libsodium's interactive strength: about 70 ms and 64 MB each) on two threads of its
 * own, so that a morning's sign-ins neither stall the main loop nor fill the memory. */
typedef struct _ZxdPasswords ZxdPasswords;

ZxdPasswords *zxd_passwords_new (void);
void zxd_passwords_free (ZxdPasswords *passwords); /* waits for what is under way */

/* Is @password that of @hash? A null @hash takes the same time and is never true. */
void zxd_passwords_verify (ZxdPasswords *passwords,
                           const char *hash,
                           const char *password,
                           GAsyncReadyCallback callback,
                           gpointer user_data);
gboolean zxd_passwords_verify_finish (GAsyncResult *result, GError **error);

/* What a new password must be: long enough, and not of one or two characters over and over. Else
 * BAD_DATA says so, and *@why (may be null) is too-weak or too-long. */
gboolean zxd_password_check (const char *password, const char **why, GError **error);

/* The hash to store. Blocks: for command-line verbs. Null with @error when memory is short or the
 * password is no good. Caller frees. */
char *zxd_passwords_hash (const char *password, GError **error);

/* The same on the threads. */
void zxd_passwords_hash_async (ZxdPasswords *passwords,
                               const char *password,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
char *zxd_passwords_hash_finish (GAsyncResult *result, GError **error);
