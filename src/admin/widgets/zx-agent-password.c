/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Gives a person a new password. */
#include "zx-agent-password.h"

#include "zx-admin-words.h"
#include "zx-report.h"

#include <glib/gi18n.h>

struct _ZxAgentPassword {
  ZxRecordExtra parent_instance;

  GtkEditable *entry; /* of the template */
  GtkWidget *button;
  GtkLabel *error;

  GCancellable *setting; /* owned, null when nothing is under way */
};

G_DEFINE_FINAL_TYPE (ZxAgentPassword, zx_agent_password, ZX_TYPE_RECORD_EXTRA)

static const ZxAdminField password_field = {.member = "password",
                                            .kind = ZX_FIELD_ROW_PASSWORD,
                                            .is_required = TRUE};

static void
show_error (ZxAgentPassword *self, const char *words)
{
  gtk_label_set_label (self->error, words != NULL ? words : "");
  gtk_widget_set_visible (GTK_WIDGET (self->error), words != NULL);
}

static void
changed_cb (ZxAgentPassword *self)
{
  show_error (self, NULL);
  gtk_widget_set_sensitive (self->button,
                            self->setting == NULL && *gtk_editable_get_text (self->entry) != '\0');
}

static void
set_done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ZxAgentPassword) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean is_set = zx_client_set_password_finish (ZX_CLIENT (source), result, &error);
  g_autofree char *words = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_clear_object (&self->setting);
  if (is_set) {
    gtk_editable_set_text (self->entry, "");
    zx_report_text (GTK_WIDGET (self), _ ("The new password is set."));
    return;
  }
  words = zx_admin_words_refusal (zx_error_get_why (error), NULL);
  if (words == NULL)
    words = zx_error_describe (error);
  changed_cb (self);
  show_error (self, words);
}

static void
set_cb (ZxAgentPassword *self)
{
  ZxRecord *record = zx_record_extra_get_record (ZX_RECORD_EXTRA (self));
  const char *password = gtk_editable_get_text (self->entry);
  g_autofree char *wrong = zx_admin_words_check (&password_field, password);

  if (record == NULL || self->setting != NULL)
    return;
  show_error (self, wrong);
  if (wrong != NULL) {
    gtk_widget_grab_focus (GTK_WIDGET (self->entry));
    return;
  }
  self->setting = g_cancellable_new ();
  gtk_widget_set_sensitive (self->button, FALSE);
  zx_client_set_password_async (zx_record_extra_get_client (ZX_RECORD_EXTRA (self)),
                                zx_record_get_id (record), password, self->setting, set_done_cb,
                                g_object_ref (self));
}

/* Half a password belongs to nobody else. */
static void
zx_agent_password_refresh (ZxRecordExtra *extra, gboolean is_another)
{
  ZxAgentPassword *self = ZX_AGENT_PASSWORD (extra);

  if (!is_another)
    return;
  if (self->setting != NULL)
    g_cancellable_cancel (self->setting);
  g_clear_object (&self->setting);
  gtk_editable_set_text (self->entry, "");
  changed_cb (self);
  gtk_widget_set_visible (GTK_WIDGET (self), zx_record_extra_get_record (extra) != NULL);
}

static void
zx_agent_password_dispose (GObject *object)
{
  ZxAgentPassword *self = ZX_AGENT_PASSWORD (object);

  if (self->setting != NULL)
    g_cancellable_cancel (self->setting);
  g_clear_object (&self->setting);
  G_OBJECT_CLASS (zx_agent_password_parent_class)->dispose (object);
}

static void
zx_agent_password_class_init (ZxAgentPasswordClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = zx_agent_password_dispose;
  ZX_RECORD_EXTRA_CLASS (klass)->refresh = zx_agent_password_refresh;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/zuoxi/Zuoxi/admin/zx-agent-password.ui");
  gtk_widget_class_bind_template_child (widget_class, ZxAgentPassword, entry);
  gtk_widget_class_bind_template_child (widget_class, ZxAgentPassword, button);
  gtk_widget_class_bind_template_child (widget_class, ZxAgentPassword, error);
  gtk_widget_class_bind_template_callback (widget_class, set_cb);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
}

static void
zx_agent_password_init (ZxAgentPassword *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
