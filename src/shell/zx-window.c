/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The main window: signs in by the keyring or the page, then shows the desk. */
#include "zx-window.h"

#include "zx-backoff.h"
#include "zx-desk.h"
#include "zx-inside.h"
#include "zx-keys.h"
#include "zx-matter-window.h"
#include "zx-report.h"
#include "zx-sign-in-page.h"
#include "zx-stack.h"
#include "zx-toasts.h"

#include <glib/gi18n.h>

#define NARROW_WIDTH 1200
#define SKELETON_MS 150 /* shorter waits show nothing */

struct _ZxWindow {
  AdwApplicationWindow parent_instance;

  GtkStack *stack; /* of the template */
  GtkLabel *start_label;
  GtkWidget *start_buttons;
  ZxSignInPage *sign_in;
  AdwBin *desk_bin;
  GtkEventController *keys;

  ZxClient *client;          /* owned */
  GSettings *settings;       /* owned */
  ZxKeymap *keymap;          /* owned */
  ZxNotifier *notifier;      /* owned */
  ZxMatters *matters;        /* owned */
  GHashTable *windows;       /* owned: ZxMatter, owned → its ZxMatterWindow, lent */
  char *server;              /* owned, nullable; from the command line */
  ZxDesk *desk;              /* lent by desk_bin, null while nobody is signed in */
  GCancellable *cancellable; /* owned */
  ZxBackoff backoff;         /* of signing in by the keyring */
  guint timer;               /* the next try, or the words of a slow one */
};

G_DEFINE_FINAL_TYPE (ZxWindow, zx_window, ADW_TYPE_APPLICATION_WINDOW)

static void restore (ZxWindow *self); /* retries call it */

/* --- the desk --- */

static void
subject_changed_cb (ZxWindow *self)
{
  g_autoptr (GObject) subject = NULL;

  g_object_get (self->desk, "subject", &subject, NULL);
  zx_notifier_set_subject (self->notifier, GTK_WINDOW (self), subject);
}

/* --- windows beside this one --- */

/* Quitting, too, takes them away. */
static void
window_gone_cb (ZxWindow *self, GtkWidget *window)
{
  if (self->windows != NULL)
    g_hash_table_remove (self->windows, zx_matter_window_get_matter (ZX_MATTER_WINDOW (window)));
}

static void
show_matter (ZxWindow *self, ZxMatter *matter)
{
  ZxMatterWindow *window = zx_matter_window_new (
      matter, &(ZxMatterSurroundings){self->client, self->settings, self->keymap, self->notifier,
                                      self->matters, GTK_WINDOW (self)});

  g_hash_table_insert (self->windows, g_object_ref (matter), window);
  g_signal_connect_object (window, "destroy", G_CALLBACK (window_gone_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_set_visible (GTK_WIDGET (window), TRUE);
  gtk_window_present (
      GTK_WINDOW (self)); /* unless it is raised now, it does not stand in the way */
}

static void
matters_changed_cb (ZxWindow *self, guint position, guint removed, guint added, GListModel *open)
{
  g_autoptr (GList) matters = g_hash_table_get_keys (self->windows);

  for (GList *at = matters; at != NULL; at = at->next) {
    GtkWindow *window = g_hash_table_lookup (self->windows, at->data);

    if (g_list_store_find (G_LIST_STORE (open), at->data, NULL))
      continue;
    g_hash_table_remove (self->windows, at->data);
    gtk_window_destroy (window);
  }
  for (guint i = 0; i < added; i++) {
    g_autoptr (ZxMatter) matter = g_list_model_get_item (open, position + i);

    show_matter (self, matter);
  }
}

static void
raise_cb (ZxWindow *self, ZxMatter *matter)
{
  ZxMatterWindow *window = g_hash_table_lookup (self->windows, matter);

  if (window != NULL)
    zx_matter_window_open (window);
}

static void
show_desk (ZxWindow *self)
{
  self->desk = zx_desk_new (self->client, self->settings, self->keymap, self->matters);
  g_signal_connect_object (self->desk, "notify::subject", G_CALLBACK (subject_changed_cb), self,
                           G_CONNECT_SWAPPED);
  adw_bin_set_child (self->desk_bin, GTK_WIDGET (self->desk));
  zx_desk_bind_actions (self->desk, GTK_WIDGET (self));
  zx_stack_show (self->stack, "desk");
  zx_desk_open (self->desk);
  zx_matters_restore (self->matters);
  if (zx_client_get_session_only (self->client))
    zx_report_text (GTK_WIDGET (self->desk),
                    _ ("There is no keyring here, so you are signed in only until you close "
                       "Zuoxi."));
}

/* What waits for an answer before a window; the topmost first. */
static void
close_before (GtkWindow *window)
{
  GList *all = gtk_window_list_toplevels ();

  for (GList *at = all; at != NULL; at = at->next)
    g_object_ref (at->data);
  for (GList *at = all; at != NULL; at = at->next) {
    if (gtk_window_get_transient_for (at->data) != window)
      continue;
    close_before (at->data);
    /* These hear that nothing was chosen; what a native dialog owns is not ours to destroy. */
    if (ADW_IS_MESSAGE_DIALOG (at->data) || GTK_IS_FILE_CHOOSER (at->data))
      gtk_window_close (at->data);
    else
      gtk_window_destroy (at->data);
  }
  g_list_free_full (all, g_object_unref);
}

/* No question of this sign-in may be answered in the next one. */
static void
close_dialogs (ZxWindow *self)
{
  g_autoptr (GList) windows = g_hash_table_get_values (self->windows);

  for (GList *at = windows; at != NULL; at = at->next)
    close_before (at->data);
  close_before (GTK_WINDOW (self));
}

static void
show_sign_in (ZxWindow *self, const char *notice)
{
  if (self->desk != NULL)
    close_dialogs (self);
  zx_matters_leave (self->matters);
  zx_desk_bind_actions (NULL, GTK_WIDGET (self));
  zx_notifier_set_subject (self->notifier, GTK_WINDOW (self), NULL);
  self->desk = NULL;
  adw_bin_set_child (self->desk_bin, NULL);
  zx_stack_show (self->stack, "sign-in");
  zx_sign_in_page_open (self->sign_in, notice);
  zx_report_end_lasting (GTK_WIDGET (self->sign_in));
}

static void
signed_in_cb (ZxWindow *self)
{
  show_desk (self);
}

static void
signed_out_cb (ZxWindow *self, const char *reason)
{
  show_sign_in (self, reason);
}

/* --- signing in by the keyring --- */

static gboolean
slow_cb (gpointer user_data)
{
  ZxWindow *self = user_data;

  self->timer = 0;
  gtk_widget_set_visible (GTK_WIDGET (self->start_label), TRUE);
  return G_SOURCE_REMOVE;
}

static gboolean
try_again_now_cb (gpointer user_data)
{
  ZxWindow *self = user_data;

  self->timer = 0;
  restore (self);
  return G_SOURCE_REMOVE;
}

static void
restored_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ZxWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  gboolean is_in = zx_client_restore_finish (ZX_CLIENT (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return; /* the window is gone, or the agent signs in by the page */
  g_clear_handle_id (&self->timer, g_source_remove);
  if (is_in)
    show_desk (self);
  else if (g_error_matches (error, ZX_ERROR, ZX_ERROR_UNAVAILABLE)) {
    text = zx_error_describe (error);
    gtk_label_set_label (self->start_label, text);
    gtk_widget_set_visible (GTK_WIDGET (self->start_label), TRUE);
    gtk_widget_set_visible (self->start_buttons, TRUE);
    self->timer = g_timeout_add (zx_backoff_next_ms (&self->backoff), try_again_now_cb, self);
  } else {
    if (error != NULL)
      text = zx_error_describe (error);
    show_sign_in (self, text);
  }
}

static void
restore (ZxWindow *self)
{
  g_clear_handle_id (&self->timer, g_source_remove);
  self->timer = g_timeout_add (SKELETON_MS, slow_cb, self);
  gtk_widget_set_visible (self->start_buttons, FALSE);
  zx_client_restore_async (self->client, self->server, self->cancellable, restored_cb,
                           g_object_ref (self));
}

static void
try_again_cb (ZxWindow *self)
{
  zx_backoff_reset (&self->backoff);
  restore (self);
}

static void
other_sign_in_cb (ZxWindow *self)
{
  g_clear_handle_id (&self->timer, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  show_sign_in (self, NULL);
}

/* --- the window's own size and keys --- */

static void
laid_out_cb (ZxWindow *self, int width, int height)
{
  if (width < zx_in_type (GTK_WIDGET (self), NARROW_WIDTH))
    gtk_widget_add_css_class (GTK_WIDGET (self), "narrow");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "narrow");
  if (self->desk != NULL)
    zx_desk_laid_out (self->desk, width);
}

static void
realized_cb (ZxWindow *self)
{
  g_signal_connect_object (gtk_native_get_surface (GTK_NATIVE (self)), "layout",
                           G_CALLBACK (laid_out_cb), self, G_CONNECT_AFTER | G_CONNECT_SWAPPED);
}

static gboolean
key_pressed_cb (ZxWindow *self, guint keyval, guint keycode, GdkModifierType state)
{
  GdkEvent *event = gtk_event_controller_get_current_event (self->keys);

  if (self->desk == NULL || event == NULL || (state & (GDK_CONTROL_MASK | GDK_ALT_MASK)) == 0)
    return GDK_EVENT_PROPAGATE;
  return zx_desk_press_digit (self->desk, zx_key_event_digit (event), state);
}

/* The windows beside it go with it, and come back with it. */
static gboolean
zx_window_close_request (GtkWindow *window)
{
  zx_matters_leave (ZX_WINDOW (window)->matters);
  return GTK_WINDOW_CLASS (zx_window_parent_class)->close_request (window);
}

static void
zx_window_dispose (GObject *object)
{
  ZxWindow *self = ZX_WINDOW (object);

  if (self->matters != NULL)
    zx_matters_leave (self->matters);
  g_clear_object (&self->matters);
  g_clear_pointer (&self->windows, g_hash_table_unref);

  g_clear_handle_id (&self->timer, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->desk = NULL;
  g_clear_object (&self->client);
  g_clear_object (&self->settings);
  g_clear_object (&self->keymap);
  g_clear_object (&self->notifier);
  g_clear_pointer (&self->server, g_free);

  G_OBJECT_CLASS (zx_window_parent_class)->dispose (object);
}

static void
zx_window_class_init (ZxWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = zx_window_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = zx_window_close_request;
  g_type_ensure (ZX_TYPE_SIGN_IN_PAGE);
  g_type_ensure (ZX_TYPE_TOASTS);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/zuoxi/Zuoxi/shell/zx-window.ui");
  gtk_widget_class_bind_template_child (widget_class, ZxWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, ZxWindow, start_label);
  gtk_widget_class_bind_template_child (widget_class, ZxWindow, start_buttons);
  gtk_widget_class_bind_template_child (widget_class, ZxWindow, sign_in);
  gtk_widget_class_bind_template_child (widget_class, ZxWindow, desk_bin);
  gtk_widget_class_bind_template_child (widget_class, ZxWindow, keys);
  gtk_widget_class_bind_template_callback (widget_class, realized_cb);
  gtk_widget_class_bind_template_callback (widget_class, key_pressed_cb);
  gtk_widget_class_bind_template_callback (widget_class, signed_in_cb);
  gtk_widget_class_bind_template_callback (widget_class, try_again_cb);
  gtk_widget_class_bind_template_callback (widget_class, other_sign_in_cb);
}

static void
zx_window_init (ZxWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  zx_stack_show (self->stack, "start");
  self->cancellable = g_cancellable_new ();
  self->windows = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
  self->backoff = (ZxBackoff){.first_ms = 1000, .most_ms = 30000};
}

GtkWindow *
zx_window_new (ZxApplication *application)
{
  ZxWindow *self = g_object_new (ZX_TYPE_WINDOW, "application", application, NULL);

  self->client = g_object_ref (zx_application_get_client (application));
  self->settings = g_object_ref (zx_application_get_settings (application));
  self->keymap = g_object_ref (zx_application_get_keymap (application));
  self->notifier = g_object_ref (zx_application_get_notifier (application));
  zx_notifier_set_main (self->notifier, GTK_WINDOW (self));
  self->matters = zx_matters_new (self->client, self->settings);
  g_signal_connect_object (zx_matters_get_open (self->matters), "items-changed",
                           G_CALLBACK (matters_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->matters, "raise", G_CALLBACK (raise_cb), self, G_CONNECT_SWAPPED);
  self->server = g_strdup (zx_application_get_server (application));
  g_settings_bind (self->settings, "window-width", self, "default-width", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (self->settings, "window-height", self, "default-height",
                   G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (self->settings, "window-maximized", self, "maximized", G_SETTINGS_BIND_DEFAULT);
  g_signal_connect_object (self->client, "signed-out", G_CALLBACK (signed_out_cb), self,
                           G_CONNECT_SWAPPED);
  zx_sign_in_page_set_up (self->sign_in, self->client, self->settings, self->server,
                          zx_application_get_login (application));
  restore (self);
  return GTK_WINDOW (self);
}
