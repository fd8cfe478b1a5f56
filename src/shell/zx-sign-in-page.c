/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks for server, login and password, and says in words why it did not work. */
#include "zx-sign-in-page.h"

struct _ZxSignInPage {
  AdwBin parent_instance;

  GtkEditable *server; /* of the template */
  GtkEditable *login;
  GtkEditable *password;
  GtkCheckButton *remember;
  GtkLabel *notice;
  GtkWidget *button;
  GtkSpinner *spinner;

  ZxClient *client;          /* owned, null before set_up */
  GSettings *settings;       /* owned, null before set_up */
  GCancellable *cancellable; /* owned, null while nothing is under way */
};

G_DEFINE_FINAL_TYPE (ZxSignInPage, zx_sign_in_page, ADW_TYPE_BIN)

enum { SIGNED_IN, N_SIGNALS };
static guint signals[N_SIGNALS];

static gboolean
is_filled (GtkEditable *editable)
{
  return *gtk_editable_get_text (editable) != '\0';
}

static void
refresh_button (ZxSignInPage *self)
{
  gtk_widget_set_sensitive (self->button, self->cancellable == NULL && is_filled (self->server) &&
                                              is_filled (self->login) &&
                                              is_filled (self->password));
}

static void
entry_changed_cb (ZxSignInPage *self)
{
  refresh_button (self);
}

static void
show_notice (ZxSignInPage *self, const char *text, gboolean is_error)
{
  gtk_label_set_label (self->notice, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->notice), text != NULL);
  if (is_error)
    gtk_widget_add_css_class (GTK_WIDGET (self->notice), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->notice), "error");
}

static void
set_busy (ZxSignInPage *self, gboolean is_busy)
{
  g_clear_object (&self->cancellable);
  if (is_busy)
    self->cancellable = g_cancellable_new ();
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), is_busy);
  gtk_spinner_set_spinning (self->spinner, is_busy);
  gtk_widget_set_sensitive (GTK_WIDGET (self->server), !is_busy);
  gtk_widget_set_sensitive (GTK_WIDGET (self->login), !is_busy);
  gtk_widget_set_sensitive (GTK_WIDGET (self->password), !is_busy);
  refresh_button (self);
}

static void
sign_in_done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ZxSignInPage) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  gboolean is_in = zx_client_sign_in_finish (ZX_CLIENT (source), result, &error);

  if (self->client == NULL)
    return; /* the window is gone */
  set_busy (self, FALSE);
  if (is_in) {
    g_settings_set_string (self->settings, "server", zx_client_get_server (self->client));
    g_settings_set_string (self->settings, "login", gtk_editable_get_text (self->login));
    gtk_editable_set_text (self->password, "");
    show_notice (self, NULL, FALSE);
    g_signal_emit (self, signals[SIGNED_IN], 0);
    return;
  }
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
    text = zx_error_describe (error);
    show_notice (self, text, TRUE);
  }
  gtk_widget_grab_focus (GTK_WIDGET (self->password));
  gtk_editable_select_region (self->password, 0, -1);
}

static void
sign_in_cb (ZxSignInPage *self)
{
  if (!gtk_widget_get_sensitive (self->button)) {
    gtk_widget_child_focus (GTK_WIDGET (self), GTK_DIR_TAB_FORWARD);
    return;
  }
  show_notice (self, NULL, FALSE);
  set_busy (self, TRUE);
  zx_client_sign_in_async (
      self->client, gtk_editable_get_text (self->server), gtk_editable_get_text (self->login),
      gtk_editable_get_text (self->password), gtk_check_button_get_active (self->remember),
      self->cancellable, sign_in_done_cb, g_object_ref (self));
}

static void
zx_sign_in_page_dispose (GObject *object)
{
  ZxSignInPage *self = ZX_SIGN_IN_PAGE (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->client);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (zx_sign_in_page_parent_class)->dispose (object);
}

static void
zx_sign_in_page_class_init (ZxSignInPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = zx_sign_in_page_dispose;
  signals[SIGNED_IN] = g_signal_new ("signed-in", ZX_TYPE_SIGN_IN_PAGE, G_SIGNAL_RUN_LAST, 0, NULL,
                                     NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/zuoxi/Zuoxi/shell/zx-sign-in-page.ui");
  gtk_widget_class_bind_template_child (widget_class, ZxSignInPage, server);
  gtk_widget_class_bind_template_child (widget_class, ZxSignInPage, login);
  gtk_widget_class_bind_template_child (widget_class, ZxSignInPage, password);
  gtk_widget_class_bind_template_child (widget_class, ZxSignInPage, remember);
  gtk_widget_class_bind_template_child (widget_class, ZxSignInPage, notice);
  gtk_widget_class_bind_template_child (widget_class, ZxSignInPage, button);
  gtk_widget_class_bind_template_child (widget_class, ZxSignInPage, spinner);
  gtk_widget_class_bind_template_callback (widget_class, sign_in_cb);
  gtk_widget_class_bind_template_callback (widget_class, entry_changed_cb);
}

static void
zx_sign_in_page_init (ZxSignInPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
zx_sign_in_page_set_up (ZxSignInPage *self,
                        ZxClient *client,
                        GSettings *settings,
                        const char *server,
                        const char *login)
{
  g_autofree char *last_server = g_settings_get_string (settings, "server");
  g_autofree char *last_login = g_settings_get_string (settings, "login");

  g_return_if_fail (ZX_IS_SIGN_IN_PAGE (self));
  g_return_if_fail (self->client == NULL);

  self->client = g_object_ref (client);
  self->settings = g_object_ref (settings);
  gtk_editable_set_text (self->server, server != NULL ? server : last_server);
  gtk_editable_set_text (self->login, login != NULL ? login : last_login);
  g_settings_bind (settings, "remember", self->remember, "active", G_SETTINGS_BIND_DEFAULT);
}

void
zx_sign_in_page_open (ZxSignInPage *self, const char *notice)
{
  GtkEditable *rows[] = {self->server, self->login, self->password};

  g_return_if_fail (ZX_IS_SIGN_IN_PAGE (self));

  show_notice (self, notice, FALSE);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    if (!is_filled (rows[i]) || i == G_N_ELEMENTS (rows) - 1) {
      gtk_widget_grab_focus (GTK_WIDGET (rows[i]));
      return;
    }
}
