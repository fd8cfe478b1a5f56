/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shows a customer of the list, with what the search found marked. */
#include "zx-customer-hit-row.h"

#include "zx-closures.h"
#include "zx-item-row.h"
#include "zx-tier-pill.h"

#include <glib/gi18n.h>

struct _ZxCustomerHitRow {
  GtkListBoxRow parent_instance;

  ZxCustomerHit *hit; /* owned, null only when made to try the template */
};

G_DEFINE_FINAL_TYPE (ZxCustomerHitRow, zx_customer_hit_row, GTK_TYPE_LIST_BOX_ROW)

enum { PROP_HIT = 1, N_PROPS };
static GParamSpec *props[N_PROPS];

/* What was found stands on a ground of its own: not by weight alone, which a name has anyway. */
static char *
grounded (const char *markup)
{
  GString *text = g_string_new (markup);

  g_string_replace (text, "<b>", "<span background=\"#f5c211\" background_alpha=\"32%\"><b>", 0);
  g_string_replace (text, "</b>", "</b></span>", 0);
  return g_string_free (text, FALSE);
}

/* When the name itself was found it is marked where it stands, not repeated below. */
static char *
name_markup (gpointer self, const char *name, const char *what, const char *markup)
{
  if (zx_customer_hit_is_of_name (what) && markup != NULL)
    return grounded (markup);
  return g_markup_escape_text (name != NULL ? name : "", -1);
}

static char *
kind_icon (gpointer self, const char *kind)
{
  return g_strdup (g_strcmp0 (kind, "person") == 0 ? "avatar-default-symbolic"
                                                   : "system-users-symbolic");
}

/* What was found besides the name; else the number, how many people, and whose customer it is. */
static char *
line_markup (gpointer self,
             const char *what,
             const char *markup,
             const char *number,
             guint people,
             const char *owner,
             const char *kind)
{
  g_autofree char *plain = NULL;
  g_autofree char *count = NULL;
  GString *line;

  if (what != NULL && !zx_customer_hit_is_of_name (what) && markup != NULL)
    return grounded (markup);
  line = g_string_new (number);
  if (people > 0) {
    count = g_strdup_printf (ngettext ("%u person", "%u people", people), people);
    g_string_append_printf (line, "%s%s", line->len > 0 ? " · " : "", count);
  }
  if (owner != NULL && *owner != '\0')
    g_string_append_printf (line, "%s%s", line->len > 0 ? " · " : "", owner);
  if (line->len == 0)
    g_string_append (line, g_strcmp0 (kind, "person") == 0 ? _ ("Private person") : _ ("Company"));
  plain = g_string_free (line, FALSE);
  return g_markup_escape_text (plain, -1);
}

/* A screen reader hears the row as one sentence. */
static void
name_row_cb (GtkListBoxRow *row)
{
  g_autofree char *words = zx_item_row_words (gtk_list_box_row_get_child (row));

  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
}

static void
zx_customer_hit_row_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  g_value_set_object (value, ZX_CUSTOMER_HIT_ROW (object)->hit);
}

static void
zx_customer_hit_row_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  ZX_CUSTOMER_HIT_ROW (object)->hit = g_value_dup_object (value);
}

static void
zx_customer_hit_row_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), ZX_TYPE_CUSTOMER_HIT_ROW);
  g_clear_object (&ZX_CUSTOMER_HIT_ROW (object)->hit);
  G_OBJECT_CLASS (zx_customer_hit_row_parent_class)->dispose (object);
}

static void
zx_customer_hit_row_class_init (ZxCustomerHitRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = zx_customer_hit_row_get_property;
  object_class->set_property = zx_customer_hit_row_set_property;
  object_class->dispose = zx_customer_hit_row_dispose;

  props[PROP_HIT] =
      g_param_spec_object ("hit", NULL, NULL, ZX_TYPE_CUSTOMER_HIT,
                           G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  g_type_ensure (ZX_TYPE_TIER_PILL);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/zuoxi/Zuoxi/customers/zx-customer-hit-row.ui");
  zx_closures_bind (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, name_markup);
  gtk_widget_class_bind_template_callback (widget_class, line_markup);
  gtk_widget_class_bind_template_callback (widget_class, kind_icon);
}

static void
zx_customer_hit_row_init (ZxCustomerHitRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect (self, "map", G_CALLBACK (name_row_cb), NULL); /* by then all is bound */
}

GtkWidget *
zx_customer_hit_row_new (ZxCustomerHit *hit)
{
  return g_object_new (ZX_TYPE_CUSTOMER_HIT_ROW, "hit", hit, NULL);
}

ZxCustomerHit *
zx_customer_hit_row_get_hit (ZxCustomerHitRow *self)
{
  g_return_val_if_fail (ZX_IS_CUSTOMER_HIT_ROW (self), NULL);
  return self->hit;
}
