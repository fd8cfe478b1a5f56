/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Errors in words for people: what happened, and what to do about it. */
#include "zx-client.h"

#include <glib/gi18n-lib.h>

typedef struct {
  const char *problem;
  const char *words; /* marked; "%s" is whom the problem names */
} Words;

static const Words words[] = {
    {"wrong-password", N_ ("Name or password is wrong. Please check both and try again.")},
    {"too-old", N_ ("This Zuoxi is too old for the server. Please install the current version.")},
    {"bad-address", N_ ("This is not a server address. Please enter something like "
                        "“desk.example.com”.")},
    {"not-encrypted", N_ ("The connection would not be encrypted, so it is allowed to this very "
                          "computer only. Please use an address that begins with https://.")},
    {"not-zuoxid", N_ ("Something answers at this address, but it is not a Zuoxi server. Please "
                       "check the address.")},
    {"no-such-host", N_ ("There is no server of this name. Please check the address and your "
                         "network.")},
    {"nobody-there",
     N_ ("The computer is there, but nothing answers on this port. Please check the "
         "address, or ask your administrator whether the server is running.")},
    {"unreachable", N_ ("The server cannot be reached at the moment. Please check your network; "
                        "Zuoxi tries again by itself.")},
    {"hung-up",
     N_ ("The server has hung up in the middle of the answer. Please try again in a moment.")},
    {"tls-expired",
     N_ ("The server's certificate has expired or is not valid yet, so nobody can be "
         "sure who answers. Please check this computer's date; if it is right, ask "
         "your administrator to renew the certificate.")},
    {"tls-unknown-ca",
     N_ ("The server's certificate was issued by somebody whom this computer does "
         "not trust. Please ask your administrator to install your company's "
         "certificate authority on this computer.")},
    {"tls-wrong-host", N_ ("The server's certificate belongs to another name. Please check the "
                           "address; if it is right, ask your administrator for a certificate for "
                           "this name.")},
    {"tls-plain-server", N_ ("The server does not speak TLS on this port. Please check the port in "
                             "the address.")},
    {"tls-plain-client", N_ ("The server expects an encrypted connection on this port. Please use "
                             "an address that begins with https://.")},
    {"tls-refused", N_ ("No secure connection could be made with the server. Please ask your "
                        "administrator to look at its TLS settings.")},
    {"outbox", N_ ("Zuoxi cannot write to its folder, so unsent messages could be lost. Please "
                   "check free space and permissions of your home folder.")},
    {"not-kept", N_ ("The message could not be saved on this computer. Please check free space, "
                     "then send it again.")},
    {"too-large", N_ ("The file is larger than the server takes. Please compress it, or send it in "
                      "parts.")},
    {"type-refused", N_ ("Files of this type cannot be sent. Please put it into a ZIP archive, or "
                         "save it as PDF.")},
    {"empty", N_ ("The file is empty. Please save it in its program, then attach it again.")},
    {"too-many-pixels",
     N_ ("The picture has too many pixels. Please make it smaller, then attach it again.")},
    {"no-room", N_ ("The server's disk has no room for files. Please tell your administrator, and "
                    "send the file again later.")},
    {"infected",
     N_ ("The virus scanner has found something in the file, so it was not sent. Please "
         "ask your administrator.")},
    {"gone", N_ ("The file is not in its place any more. Please attach it again.")},
    {"bad-mention",
     N_ ("The note calls a colleague who cannot see this conversation. Please invite "
         "him first, or write his name without @.")},
    {"over", N_ ("This conversation has ended. The message was not sent.")},
    {"too-late", N_ ("This message can no longer be taken back. Write another one instead.")},
    {"full", N_ ("Four colleagues are guests here already. One of them must leave first.")},
    {"exists", N_ ("There is already one of this name. Please choose another name.")},
    {"in-use", N_ ("This is still in use, so it cannot be removed. Please take it out of what uses "
                   "it first.")},
    {"erased", N_ ("This person was erased on his own request, so nothing can be added to him.")},
    {"last-admin", N_ ("This is the last administrator. Please make somebody else administrator "
                       "first.")},
    {"verified", N_ ("The customer's own software has signed who this is, so it cannot be given to "
                     "somebody else.")},
    {"later-merge", N_ ("Another merge came after this one. Please undo the later one first.")},
    {"precondition-required", N_ ("The server did not know which state you had in front of you. "
                                  "Please open it again, then repeat your change.")},
    {"extended", N_ ("This chat's time was extended already, which is possible once. Please finish "
                     "it now.")},
    {"untimed",
     N_ ("Wrap-up has no limit here, so there is nothing to extend. Please take the time "
         "you need.")},
    {"not-ended", N_ ("This conversation is still going on. Please end it first.")},
    {"waiting", N_ ("Nobody has taken this conversation yet. Please accept it first.")},
    {"nothing-to-undo",
     N_ ("Nobody has said yet whose conversation this is, so there is nothing to "
         "undo.")},
    {"undone", N_ ("This merge was undone already. Please look at the customer again.")},
    {"offered", N_ ("A colleague is being asked already. Please wait for the answer, or withdraw "
                    "the offer first.")},
    {"too-long", N_ ("The message is too long. Please shorten it or send it in parts.")},
};

static const Words named[] = {
    {"changed", N_ ("%s has changed this meanwhile. Please compare both, then keep yours or take "
                    "the other one.")},
    {"belongs", N_ ("This number or address already belongs to %s. Please correct it, or merge the "
                    "two customers.")},
    {"merged", N_ ("This customer was merged into %s. Please go on there.")},
    {"taken", N_ ("%s has taken this conversation. The message was not sent.")},
    {"reserved", N_ ("This conversation was put before “%s”. One of them takes it, or a lead.")},
    {"away", N_ ("%s is not there at the moment. Please choose somebody else.")},
    {"guest", N_ ("%s is in this conversation already.")},
    {"same", N_ ("%s has this conversation already.")},
    {"unseen", N_ ("%s may not see this customer’s organisation. Please choose somebody else.")},
    {"answered-meanwhile",
     N_ ("%s has answered meanwhile. Please read that answer, then send yours "
         "anyway or drop it.")},
    {"customer-wrote-meanwhile", N_ ("The customer has written again meanwhile. Please check that "
                                     "the answer still fits, then send it anyway or drop it.")},
};

static const char *
find_words (const Words *table, gsize n, const char *problem)
{
  for (gsize i = 0; i < n; i++)
    if (g_str_equal (table[i].problem, problem))
      return _ (table[i].words);
  return NULL;
}

static char *
fill_in (const char *problem, const char *format, const char *by)
{
  GString *filled = g_string_new (format);

  if (by == NULL && (g_str_equal (problem, "belongs") || g_str_equal (problem, "merged")))
    /* translators: stands for a customer whose name may not be shown */
    by = _ ("another customer");
  /* translators: stands for a colleague whose name is not known */
  g_string_replace (filled, "%s", by != NULL ? by : _ ("A colleague"), 1);
  return g_string_free (filled, FALSE);
}

static char *
describe_problem (const char *problem, const char *by)
{
  const char *format = find_words (named, G_N_ELEMENTS (named), problem);

  if (format != NULL)
    return fill_in (problem, format, by);
  return g_strdup (find_words (words, G_N_ELEMENTS (words), problem));
}

static char *
describe_lock (gint64 seconds)
{
  guint minutes = (guint) MAX (1, (seconds + 59) / 60);

  return g_strdup_printf (ngettext ("Too many failed attempts. Please wait %u minute, then try "
                                    "again.",
                                    "Too many failed attempts. Please wait %u minutes, then try "
                                    "again.",
                                    minutes),
                          minutes);
}

static const char *
describe_code (const GError *error)
{
  switch ((ZxErrorCode) error->code) {
  case ZX_ERROR_NOT_FOUND:
    return _ ("This does not exist any more, or you may not see it.");
  case ZX_ERROR_CONFLICT:
    return _ ("Somebody was faster. Please look at what has changed and try again.");
  case ZX_ERROR_NOT_ALLOWED:
    return _ ("You are not allowed to do this. If you need to, ask your team lead.");
  case ZX_ERROR_NOT_SIGNED_IN:
    return _ ("You have been signed out. Please sign in again.");
  case ZX_ERROR_TOO_MANY:
    return _ ("That was too much at once. Please wait a moment and try again.");
  case ZX_ERROR_TOO_OLD:
    return _ ("This Zuoxi is too old for the server. Please install the current version.");
  case ZX_ERROR_UNAVAILABLE:
    return _ ("The server cannot answer at the moment. Please try again in a moment.");
  case ZX_ERROR_BAD_DATA:
  default:
    return _ ("The server did not accept this. Please check what you entered.");
  }
}

char *
zx_error_describe (const GError *error)
{
  const char *problem = zx_error_get_problem (error);
  char *described;

  if (g_strcmp0 (problem, "locked") == 0)
    return describe_lock (zx_error_get_number (error));
  described = problem != NULL ? describe_problem (problem, zx_error_get_by (error)) : NULL;
  if (described != NULL)
    return described;
  if (error->domain == ZX_ERROR)
    return g_strdup (describe_code (error));
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return g_strdup (_ ("This was cancelled."));
  return g_strdup (_ ("Something went wrong on this computer. Please try again."));
}

char *
zx_client_describe_problem (const char *problem)
{
  char *described = describe_problem (problem, NULL);

  return described != NULL ? described
                           : g_strdup (_ ("The server did not accept this. Please check what you "
                                          "entered."));
}

char *
zx_client_describe_refusal (ZxMessage *message)
{
  const char *refusal = zx_message_get_refusal (message);
  char *described = NULL;

  if (refusal != NULL)
    described = describe_problem (refusal, zx_message_get_refusal_detail (message));
  return described != NULL
             ? described
             : g_strdup (
                   _ ("The server did not accept this message. Please change it or drop it."));
}
