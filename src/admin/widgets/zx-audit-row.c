/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One deed of the audit trail. */
#include "zx-audit-row.h"

#include "zx-admin-words.h"
#include "zx-closures.h"

#include <glib/gi18n.h>

struct _ZxAuditRow {
  GtkListBoxRow parent_instance;

  GtkLabel *deed; /* of the template */
  GtkLabel *when;
  GtkLabel *who;
  GtkLabel *detail;
};

G_DEFINE_FINAL_TYPE (ZxAuditRow, zx_audit_row, GTK_TYPE_LIST_BOX_ROW)

static void
zx_audit_row_class_init (ZxAuditRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

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

GtkWidget *
zx_audit_row_new (ZxRecord *deed)
{
  ZxAuditRow *self = g_object_new (ZX_TYPE_AUDIT_ROW, NULL);
  g_autofree char *action = zx_admin_words_action (zx_record_get_text (deed, "action"));
  g_autofree char *id = zx_record_dup_plain (deed, "obj_id");
  g_autofree char *plain = zx_record_dup_plain (deed, "detail");
  g_autofree char *detail = zx_admin_words_detail (plain);
  g_autofree char *when = zx_words_exact (zx_record_get_time (deed, "at"));
  const char *actor = zx_record_get_text (deed, "actor_name");
  const char *address = zx_record_get_text (deed, "address");
  g_autofree char *title = *id != '\0' ? g_strdup_printf ("%s #%s", action, id) : g_strdup (action);
  /* The command line has no account. */
  g_autofree char *who =
      g_strjoin (address != NULL && *address != '\0' ? " · " : "",
                 actor != NULL ? actor : _ ("On the server itself"), address, NULL);
  g_autofree char *spoken = g_strjoin (", ", title, who, when, NULL);

  gtk_label_set_label (self->deed, title);
  gtk_label_set_label (self->when, when);
  gtk_label_set_label (self->who, who);
  gtk_label_set_label (self->detail, detail);
  gtk_widget_set_visible (GTK_WIDGET (self->detail), *detail != '\0');
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, detail, -1);
  return GTK_WIDGET (self);
}
