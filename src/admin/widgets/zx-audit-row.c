/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One deed of the audit trail. */
#include "zx-audit-row.h"

#include "zx-admin-nouns.h"
#include "zx-admin-words.h"
#include "zx-client-records.h"
#include "zx-closures.h"

#include <glib/gi18n.h>

struct _ZxAuditRow {
  GtkListBoxRow parent_instance;

  GtkLabel *deed; /* of the template */
  GtkLabel *when;
  GtkLabel *who;
  GtkLabel *detail;

  ZxRecord *record; /* owned */
  ZxClient *client; /* owned */
};

G_DEFINE_FINAL_TYPE (ZxAuditRow, zx_audit_row, GTK_TYPE_LIST_BOX_ROW)

static void
zx_audit_row_dispose (GObject *object)
{
  ZxAuditRow *self = ZX_AUDIT_ROW (object);

  g_clear_object (&self->record);
  g_clear_object (&self->client);
  G_OBJECT_CLASS (zx_audit_row_parent_class)->dispose (object);
}

static void
zx_audit_row_class_init (ZxAuditRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = zx_audit_row_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/zuoxi/Zuoxi/admin/zx-audit-row.ui");
  gtk_widget_class_bind_template_child (widget_class, ZxAuditRow, deed);
  gtk_widget_class_bind_template_child (widget_class, ZxAuditRow, when);
  gtk_widget_class_bind_template_child (widget_class, ZxAuditRow, who);
  gtk_widget_class_bind_template_child (widget_class, ZxAuditRow, detail);
}

static void
zx_audit_row_init (ZxAuditRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* Once more when the names of what it was done to have come. */
static void
show_deed (ZxAuditRow *self)
{
  g_autofree char *deed = zx_admin_words_deed (self->client, self->record);
  g_autofree char *spoken = g_strjoin (", ", deed, gtk_label_get_label (self->who),
                                       gtk_label_get_label (self->when), NULL);

  gtk_label_set_label (self->deed, deed);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  gtk_label_get_label (self->detail), -1);
}

GtkWidget *
zx_audit_row_new (ZxRecord *deed, ZxClient *client)
{
  ZxAuditRow *self = g_object_new (ZX_TYPE_AUDIT_ROW, NULL);
  const char *noun = zx_record_get_text (deed, "noun");
  g_autofree char *plain = zx_record_dup_plain (deed, "detail");
  g_autofree char *detail = zx_admin_words_detail (noun, plain);
  g_autofree char *when = zx_words_exact (zx_record_get_time (deed, "at"));
  const char *actor = zx_record_get_text (deed, "actor_name");
  const char *address = zx_record_get_text (deed, "address");
  /* The command line has no account. */
  g_autofree char *who =
      g_strjoin (address != NULL && *address != '\0' ? " · " : "",
                 actor != NULL ? actor : _ ("On the server itself"), address, NULL);

  self->record = g_object_ref (deed);
  self->client = g_object_ref (client);
  gtk_label_set_label (self->when, when);
  gtk_label_set_label (self->who, who);
  gtk_label_set_label (self->detail, detail);
  gtk_widget_set_visible (GTK_WIDGET (self->detail), *detail != '\0');
  show_deed (self);
  if (zx_admin_noun (noun) != NULL)
    g_signal_connect_object (zx_client_get_records (client, noun), "notify::state",
                             G_CALLBACK (show_deed), self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}
