/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Makes one of every widget that has a .ui file, shows it and drops it: no criticals, no leaks of
 * the widget itself. New files are found by themselves. */
#include <adwaita.h>
#include <gmodule.h>

#define BASE "/org/zuoxi/Zuoxi/"

/* "zx-foo-bar.ui" → the type of ZxFooBar; 0 when the program has none. */
static GType
type_of_file (const char *file)
{
  g_autofree char *stem = g_strndup (file, strlen (file) - strlen (".ui"));
  g_autofree char *function = g_strconcat (g_strdelimit (stem, "-", '_'), "_get_type", NULL);
  GModule *program = g_module_open (NULL, 0);
  GType (*get_type) (void) = NULL;

  return g_module_symbol (program, function, (gpointer *) &get_type) ? get_type () : 0;
}

static void
test_template (gconstpointer data)
{
  const char *file = data;
  GType type = type_of_file (file);
  GtkWidget *widget;

  g_assert_cmpuint (type, !=, 0);
  widget = g_object_ref_sink (g_object_new (type, NULL));
  g_object_add_weak_pointer (G_OBJECT (widget), (gpointer *) &widget);
  if (GTK_IS_WINDOW (widget)) {
    gtk_window_present (GTK_WINDOW (widget));
    gtk_window_destroy (GTK_WINDOW (widget));
  } else {
    GtkWidget *window = gtk_window_new ();
    GtkWidget *list = gtk_list_box_new ();

    gtk_list_box_append (GTK_LIST_BOX (list), widget); /* some are rows, and rows need one */
    gtk_window_set_child (GTK_WINDOW (window), list);
    gtk_window_present (GTK_WINDOW (window));
    gtk_window_destroy (GTK_WINDOW (window));
  }
  g_object_unref (widget);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_null (widget);
}

static void
add_folder (const char *folder)
{
  g_autofree char *path = g_strconcat (BASE, folder, NULL);
  g_auto (GStrv) files = g_resources_enumerate_children (path, 0, NULL);

  for (guint i = 0; files != NULL && files[i] != NULL; i++)
    if (g_str_has_suffix (files[i], ".ui")) {
      g_autofree char *name = g_strdup_printf ("/template/%s%s", folder, files[i]);

      g_test_add_data_func_full (name, g_strdup (files[i]), test_template, g_free);
    }
}

int
main (int argc, char **argv)
{
  g_auto (GStrv) folders = g_resources_enumerate_children (BASE, 0, NULL);

  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  for (guint i = 0; folders[i] != NULL; i++)
    add_folder (folders[i]);
  return g_test_run ();
}
