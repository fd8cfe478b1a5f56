/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A record in a page's list. */
#include "zx-record-row.h"

#include "zx-admin-words.h"

#include <glib/gi18n.h>

struct _ZxRecordRow {
  GtkListBoxRow parent_instance;

  GtkLabel *title; /* of the template */
  GtkLabel *subtitle;
  GtkLabel *mark;

  ZxRecord *record; /* owned */
  ZxClient *client; /* owned */
  gboolean is_edited;
};

G_DEFINE_FINAL_TYPE (ZxRecordRow, zx_record_row, GTK_TYPE_LIST_BOX_ROW)

void
zx_record_row_refresh (ZxRecordRow *self)
{
  g_autofree char *title = zx_admin_words_title (self->record);
  g_autofree char *subtitle = zx_admin_words_subtitle (self->client, self->record);
  const char *mark = self->is_edited ? _ ("Not saved")
                     : zx_record_get_bool (self->record, "disabled")
                         /* translators: of an account */
                         ? _ ("Closed")
                         : NULL;
  g_autofree char *spoken = NULL;

  gtk_label_set_label (self->title, title);
  gtk_label_set_label (self->subtitle, subtitle);
  gtk_widget_set_visible (GTK_WIDGET (self->subtitle), *subtitle != '\0');
  gtk_label_set_label (self->mark, mark != NULL ? mark : "");
  gtk_widget_set_visible (GTK_WIDGET (self->mark), mark != NULL);
  spoken = g_strjoin (mark != NULL ? ", " : "", title, mark, NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, subtitle, -1);
}

static void
zx_record_row_dispose (GObject *object)
{
  g_clear_object (&ZX_RECORD_ROW (object)->record);
  g_clear_object (&ZX_RECORD_ROW (object)->client);
  G_OBJECT_CLASS (zx_record_row_parent_class)->dispose (object);
}

static void
zx_record_row_class_init (ZxRecordRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = zx_record_row_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/zuoxi/Zuoxi/admin/zx-record-row.ui");
  gtk_widget_class_bind_template_child (widget_class, ZxRecordRow, title);
  gtk_widget_class_bind_template_child (widget_class, ZxRecordRow, subtitle);
  gtk_widget_class_bind_template_child (widget_class, ZxRecordRow, mark);
}

static void
zx_record_row_init (ZxRecordRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
zx_record_row_new (ZxRecord *record, ZxClient *client)
{
  ZxRecordRow *self = g_object_new (ZX_TYPE_RECORD_ROW, NULL);

  self->record = g_object_ref (record);
  self->client = g_object_ref (client);
  g_signal_connect_object (record, "notify::rev", G_CALLBACK (zx_record_row_refresh), self,
                           G_CONNECT_SWAPPED);
  zx_record_row_refresh (self);
  return GTK_WIDGET (self);
}

ZxRecord *
zx_record_row_get_record (ZxRecordRow *self)
{
  g_return_val_if_fail (ZX_IS_RECORD_ROW (self), NULL);
  return self->record;
}

void
zx_record_row_set_edited (ZxRecordRow *self, gboolean is_edited)
{
  g_return_if_fail (ZX_IS_RECORD_ROW (self));

  if (self->is_edited == is_edited)
    return;
  self->is_edited = is_edited;
  zx_record_row_refresh (self);
}
