/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A phone number, address or account of a customer. */
#include "zx-identity-row.h"

#include "zx-closures.h"
#include "zx-customer-parts.h"
#include "zx-part-fields.h"

#include <glib/gi18n.h>

struct _ZxIdentityRow {
  ZxItemRow parent_instance;
};

G_DEFINE_FINAL_TYPE (ZxIdentityRow, zx_identity_row, ZX_TYPE_ITEM_ROW)

/* Phone numbers and mail addresses are known by their look; the others need a word. */
static char *
kind_words (gpointer self, const char *kind, gboolean shared)
{
  const char *words = zx_words_identity_kind (kind);
  gboolean is_plain = g_strcmp0 (kind, "phone") == 0 || g_strcmp0 (kind, "mail") == 0;

  if (!shared)
    return g_strdup (is_plain ? "" : words);
  /* translators: a number that several people of a company share, such as a switchboard */
  return is_plain ? g_strdup (_ ("shared")) : g_strdup_printf ("%s · %s", words, _ ("shared"));
}

static char *
kind_tip (gpointer self, const char *kind)
{
  return g_strdup (zx_words_identity_kind (kind));
}

/* Those of a person stand under him. */
static int
indent (gpointer self, gint64 person_id)
{
  return person_id != 0 ? 9 : 0;
}

static void
zx_identity_row_class_init (ZxIdentityRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/zuoxi/Zuoxi/customers/zx-identity-row.ui");
  zx_closures_bind (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, kind_words);
  gtk_widget_class_bind_template_callback (widget_class, kind_tip);
  gtk_widget_class_bind_template_callback (widget_class, indent);
}

static void
zx_identity_row_init (ZxIdentityRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
