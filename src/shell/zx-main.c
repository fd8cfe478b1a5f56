/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Starts the workstation: what must be set before GTK looks at it, then the application. */
#include "zx-application.h"

#include <glib/gi18n.h>
#include <locale.h>
#include <string.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

#define GIVE_BACK_S 60

/* Without a GPU the cairo renderer halves start-up time and memory of the software GL one. */
static void
choose_renderer (void)
{
  g_autoptr (GDir) dir = g_dir_open ("/dev/dri", 0, NULL);
  const char *name = NULL;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_prefix (name, "renderD"))
      return;
  if (strstr (g_getenv ("GDK_BACKEND") ?: "", "broadway") != NULL) /* has a renderer of its own */
    return;
  g_setenv ("GSK_RENDERER", "cairo", FALSE);
  if (g_str_equal (g_getenv ("GSK_RENDERER"), "cairo")) /* or GDK loads a software GL for nothing */
    g_setenv (gtk_get_minor_version () < 16 ? "GDK_DEBUG" : "GDK_DISABLE",
              gtk_get_minor_version () < 16 ? "gl-disable" : "gl", FALSE);
}

/* Han characters take the Chinese forms in every interface language, unless the user reads Japanese
 * or Korean. */
static void
choose_han_forms (void)
{
  const char *const *languages = g_get_language_names ();
  GString *list = g_string_new (NULL);

  for (guint i = 0; languages[i] != NULL; i++) {
    if (strchr (languages[i], '.') != NULL || g_str_equal (languages[i], "C"))
      continue;
    g_string_append_printf (list, "%s:", languages[i]);
  }
  g_string_append (list, "zh_CN");
  g_setenv ("PANGO_LANGUAGE", list->str, FALSE);
  g_string_free (list, TRUE);
}

static void
open_translations (void)
{
  const char *folder = g_getenv ("ZX_LOCALE_DIR"); /* running from the build folder */

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, folder != NULL ? folder : ZX_LOCALE_DIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
}

/* What a frame or an answer of the server needed for a moment stays with the C library, between
 * what is kept: some five megabytes after a while. */
static gboolean
give_back_cb (gpointer user_data)
{
#ifdef __GLIBC__
  malloc_trim (0);
#endif
  return G_SOURCE_CONTINUE;
}

int
main (int argc, char **argv)
{
  g_autoptr (ZxApplication) application = NULL;

  open_translations ();
  choose_renderer ();
  choose_han_forms ();
  g_set_prgname ("zuoxi");

  application = zx_application_new ();
  g_timeout_add_seconds_full (G_PRIORITY_LOW, GIVE_BACK_S, give_back_cb, NULL, NULL);
  return g_application_run (G_APPLICATION (application), argc, argv);
}
