/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The lines that bring a channel onto a web page. */
#include "zx-channel-snippet.h"

#include "zx-admin-words.h"
#include "zx-report.h"

#include <glib/gi18n.h>

struct _ZxChannelSnippet {
  ZxRecordExtra parent_instance;

  GtkLabel *code; /* of the template */
};

G_DEFINE_FINAL_TYPE (ZxChannelSnippet, zx_channel_snippet, ZX_TYPE_RECORD_EXTRA)

static void
copy_cb (ZxChannelSnippet *self)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)),
                          gtk_label_get_text (self->code));
  zx_report_text (GTK_WIDGET (self), _ ("Copied."));
}

static void
zx_channel_snippet_refresh (ZxRecordExtra *extra, gboolean is_another)
{
  ZxChannelSnippet *self = ZX_CHANNEL_SNIPPET (extra);
  ZxRecord *record = zx_record_extra_get_record (extra);
  g_autofree char *code = NULL;

  if (!is_another)
    return;
  gtk_widget_set_visible (GTK_WIDGET (self), record != NULL);
  if (record == NULL)
    return;
  code = zx_admin_snippet (zx_client_get_server (zx_record_extra_get_client (extra)),
                           zx_record_get_text (record, "key"));
  gtk_label_set_label (self->code, code);
}

static void
zx_channel_snippet_class_init (ZxChannelSnippetClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  ZX_RECORD_EXTRA_CLASS (klass)->refresh = zx_channel_snippet_refresh;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/zuoxi/Zuoxi/admin/zx-channel-snippet.ui");
  gtk_widget_class_bind_template_child (widget_class, ZxChannelSnippet, code);
  gtk_widget_class_bind_template_callback (widget_class, copy_cb);
}

static void
zx_channel_snippet_init (ZxChannelSnippet *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
