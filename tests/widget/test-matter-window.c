/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A window of its own, opened and closed without anybody signed in: nothing of it stays. */
#include "zx-matter-window.h"
#include "zx-work-pane.h"

#define DEADLINE_US (60 * G_USEC_PER_SEC)

static GtkWidget *
find (GtkWidget *widget, GType type)
{
  GtkWidget *found = G_TYPE_CHECK_INSTANCE_TYPE (widget, type) ? widget : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find (child, type);
  return found;
}

static gboolean
wake_up_cb (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

static void
wait_gone (gpointer *pointer)
{
  const gint64 until = g_get_monotonic_time () + DEADLINE_US;
  guint timer = g_timeout_add (50, wake_up_cb, NULL);

  while (*pointer != NULL && g_get_monotonic_time () < until)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (timer);
  g_assert_null (*pointer);
}

static void
test_closed_is_given_back (void)
{
  g_autoptr (AdwApplication) application =
      adw_application_new ("org.zuoxi.Test", G_APPLICATION_NON_UNIQUE);
  g_autoptr (GSettings) settings = NULL;
  g_autoptr (ZxClient) client = zx_client_new ("test");
  g_autoptr (ZxMatters) matters = NULL;
  g_autoptr (ZxKeymap) keymap = NULL;
  g_autoptr (ZxNotifier) notifier = NULL;
  g_autoptr (ZxMatter) matter = NULL;
  GtkWidget *window, *pane;
  ZxMatterSurroundings around;

  g_assert_true (g_application_register (G_APPLICATION (application), NULL, NULL));
  settings = g_settings_new ("org.zuoxi.Zuoxi");
  matters = zx_matters_new (client, settings);
  keymap = zx_keymap_new (GTK_APPLICATION (application), settings);
  notifier = zx_notifier_new (GTK_APPLICATION (application), client, settings);
  matter = zx_matter_new (client, "contact", 7);
  around = (ZxMatterSurroundings){
      client,   settings, keymap,
      notifier, matters,  GTK_WINDOW (gtk_application_window_new (GTK_APPLICATION (application)))};

  window = GTK_WIDGET (zx_matter_window_new (matter, &around));
  pane = find (window, ZX_TYPE_WORK_PANE);
  g_assert_nonnull (pane);
  g_object_add_weak_pointer (G_OBJECT (window), (gpointer *) &window);
  g_object_add_weak_pointer (G_OBJECT (pane), (gpointer *) &pane);
  zx_matter_window_open (ZX_MATTER_WINDOW (window));
  gtk_window_destroy (GTK_WINDOW (window));
  wait_gone ((gpointer *) &window);
  wait_gone ((gpointer *) &pane);
  gtk_window_destroy (around.main);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();

  g_test_add_func ("/matter-window/closed-is-given-back", test_closed_is_given_back);
  return g_test_run ();
}
