/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Gives a file out, so that nothing in it can act where it arrives. */
#include "zxd-files-private.h"

#include "zx-file-kind.h"

#include <libsoup/soup.h>
#include <string.h>
#include <unistd.h>

#define CHARSET "; charset=utf-8"

/* Only what a browser can do nothing with but show it. */
static gboolean
is_picture (const char *type)
{
  gsize n;
  const ZxFileKind *kinds = zx_file_kinds (&n);

  for (gsize i = 0; i < n; i++)
    if (g_str_equal (kinds[i].type, type))
      return kinds[i].is_picture;
  return FALSE;
}

/* RFC 6266 and RFC 8187: a name in any language; quotes and line ends were taken out of it when it
 * came. */
static void
set_disposition (ZxdCall *call, const char *name, gboolean is_shown)
{
  g_autofree char *escaped = g_uri_escape_string (name, NULL, FALSE);
  g_autofree char *value =
      g_strdup_printf ("%s; filename*=UTF-8''%s", is_shown ? "inline" : "attachment", escaped);

  zxd_call_set_header (call, "Content-Disposition", value);
}

typedef struct {
  ZxdFiles *files; /* lent */
  ZxdCall *call;   /* lent */
  guint8 sum[ZXD_FILE_SUM];
  gboolean thumb;
  char *type; /* owned */
  int fd;
  gint64 size;
} Giving;

static gboolean
open_file (gpointer data, GError **error)
{
  Giving *giving = data;
  guint8 first[1];

  giving->fd = zxd_folder_read (giving->files->folder, giving->sum, &giving->size, error);
  if (giving->fd >= 0 && giving->thumb && pread (giving->fd, first, 1, 0) == 1 && *first == 0xff) {
    g_free (giving->type); /* the child writes JPEG, or PNG where something is transparent */
    giving->type = g_strdup ("image/jpeg");
  }
  return giving->fd >= 0;
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Giving *giving = user_data;
  g_autoptr (GError) error = NULL;

  if (zxd_workers_run_finish (result, &error)) {
    zxd_call_answer_file (giving->call, giving->files->io, giving->type, giving->fd, giving->size);
  } else {
    g_warning ("%s", error->message);
    zxd_call_set_header (giving->call, "Cache-Control", "no-store");
    zxd_call_problem (giving->call, 404, "not-found", "The file's content is gone.");
  }
  g_free (giving->type);
  g_free (giving);
}

void
zxd_files_give (ZxdCall *call, const ZxdFile *file, gboolean thumb)
{
  ZxdFiles *files = call->server->files;
  const char *type = thumb ? "image/png" : file->type;
  g_autofree char *tag = g_strdup_printf ("\"%" G_GINT64_FORMAT "-%d\"", file->id, thumb);
  Giving *giving;

  if (thumb && !file->has_thumb) {
    zxd_call_problem (call, 404, "not-found", "There is no small picture of this file.");
    return;
  }
  zxd_call_set_header (call, "Cache-Control", "private, max-age=86400");
  zxd_call_set_header (call, "Content-Security-Policy",
                       "sandbox; default-src 'none'; frame-ancestors 'none'");
  zxd_call_set_header (call, "ETag", tag);
  set_disposition (call, file->name, is_picture (type));
  if (g_strcmp0 (zxd_call_header (call, "If-None-Match"), tag) == 0) {
    zxd_call_answer_bytes (call, 304, type, NULL);
    return;
  }
  giving = g_new0 (Giving, 1);
  giving->files = files;
  giving->call = call;
  giving->thumb = thumb;
  giving->type =
      g_str_has_prefix (type, "text/") ? g_strdup ("application/octet-stream") : g_strdup (type);
  memcpy (giving->sum, thumb ? file->thumb : file->sum, ZXD_FILE_SUM);
  zxd_workers_run (files->io, open_file, giving, opened_cb, giving);
}

void
zxd_files_add_limits (GString *json, int most_mb)
{
  gsize n;
  const ZxFileKind *kinds = zx_file_kinds (&n);
  g_autoptr (GString) limits = g_string_new ("{");

  zx_json_add_int (limits, "most", (gint64) most_mb << 20);
  zx_json_add_int (limits, "count", ZXD_FILE_COUNT);
  zx_json_add_raw (limits, "types", "[");
  for (gsize i = 0; i < n; i++)
    g_string_append_printf (limits, "%s\"%s\"", i > 0 ? "," : "", kinds[i].type);
  g_string_append (limits, "],\"extensions\":[");
  for (gsize i = 0; i < n; i++) {
    g_auto (GStrv) words = g_strsplit (kinds[i].extensions, " ", -1);

    for (gsize w = 0; words[w] != NULL; w++)
      g_string_append_printf (limits, "%s\"%s\"", i + w > 0 ? "," : "", words[w]);
  }
  g_string_append (limits, "]}");
  zx_json_add_raw (json, "files", limits->str);
}
