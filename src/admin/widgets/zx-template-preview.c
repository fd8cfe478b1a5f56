/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a text with variables reads, and which there are. */
#include "zx-template-preview.h"

#include "zx-admin-words.h"

#include <glib/gi18n.h>

struct _ZxTemplatePreview {
  ZxRecordExtra parent_instance;

  GtkLabel *preview; /* of the template */
  GtkLabel *variables;
};

G_DEFINE_FINAL_TYPE (ZxTemplatePreview, zx_template_preview, ZX_TYPE_RECORD_EXTRA)

static void
zx_template_preview_refresh (ZxRecordExtra *extra, gboolean is_another)
{
  ZxTemplatePreview *self = ZX_TEMPLATE_PREVIEW (extra);
  ZxRecordDraft *draft = zx_record_extra_get_draft (extra);
  gboolean is_tier = draft != NULL && g_str_equal (zx_record_draft_get_noun (draft), "tier");
  g_autofree char *text =
      draft != NULL ? zx_record_draft_dup_plain (draft, is_tier ? "greeting" : "text") : NULL;
  g_autofree char *words = text != NULL && *text != '\0' ? zx_admin_preview (text) : NULL;

  gtk_label_set_label (self->preview, words != NULL ? words : _ ("Nothing is written yet."));
}

static void
zx_template_preview_class_init (ZxTemplatePreviewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  ZX_RECORD_EXTRA_CLASS (klass)->refresh = zx_template_preview_refresh;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/zuoxi/Zuoxi/admin/zx-template-preview.ui");
  gtk_widget_class_bind_template_child (widget_class, ZxTemplatePreview, preview);
  gtk_widget_class_bind_template_child (widget_class, ZxTemplatePreview, variables);
}

static void
zx_template_preview_init (ZxTemplatePreview *self)
{
  g_autofree char *words = zx_admin_words_variables ();

  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_label_set_label (self->variables, words);
}
