/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A contract: its name, level, and the days that are left in words and colour. */
#include "zx-contract-row.h"

#include "zx-closures.h"

#include <glib/gi18n.h>

#define WARNING_DAYS 30 /* time enough to talk about a renewal */

struct _ZxContractRow {
  ZxItemRow parent_instance;
};

G_DEFINE_FINAL_TYPE (ZxContractRow, zx_contract_row, ZX_TYPE_ITEM_ROW)

char *
zx_contract_words (int days_left)
{
  if (days_left == G_MAXINT)
    return g_strdup ("");
  if (days_left < 0)
    return g_strdup_printf (ngettext ("Expired %d day ago", "Expired %d days ago", -days_left),
                            -days_left);
  if (days_left == 0)
    return g_strdup (_ ("Ends today"));
  return g_strdup_printf (ngettext ("%d day left", "%d days left", days_left), days_left);
}

/* Names often tell the level already: "A, 24 hours". */
static char *
contract_name (gpointer self, const char *name, const char *level)
{
  if (name == NULL || level == NULL || *level == '\0' || strstr (name, level) != NULL)
    return g_strdup (name);
  return g_strconcat (name, " · ", level, NULL);
}

static char *
days_words (gpointer self, int days_left)
{
  return zx_contract_words (days_left);
}

static gboolean
has_end (gpointer self, int days_left)
{
  return days_left != G_MAXINT;
}

static char **
days_classes (gpointer self, int days_left)
{
  const char *kind = "running";

  if (days_left < 0)
    kind = "breached";
  else if (days_left <= WARNING_DAYS)
    kind = "warning";
  return g_strdupv ((char **) (const char *[]){"chip", kind, NULL});
}

static char *
days_icon (gpointer self, int days_left)
{
  if (days_left < 0)
    return g_strdup ("emblem-important-symbolic");
  return g_strdup (days_left <= WARNING_DAYS ? "alarm-symbolic"
                                             : "preferences-system-time-symbolic");
}

static void
zx_contract_row_class_init (ZxContractRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/zuoxi/Zuoxi/customers/zx-contract-row.ui");
  zx_closures_bind (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, contract_name);
  gtk_widget_class_bind_template_callback (widget_class, days_words);
  gtk_widget_class_bind_template_callback (widget_class, days_classes);
  gtk_widget_class_bind_template_callback (widget_class, days_icon);
  gtk_widget_class_bind_template_callback (widget_class, has_end);
}

static void
zx_contract_row_init (ZxContractRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
