/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a customer has installed: product, version and how it stands, modules. */
#include "zx-product-row.h"

#include "zx-client-records.h"
#include "zx-closures.h"
#include "zx-customer-rules.h"
#include "zx-tags.h"
#include "zx-tip.h"

#include <glib/gi18n.h>

struct _ZxProductRow {
  ZxItemRow parent_instance;

  ZxTags *tags; /* of the template */
  GtkLabel *stale;

  ZxClient *client;            /* owned, nullable */
  ZxContact *contact;          /* owned, nullable */
  GSignalGroup *contact_watch; /* owned */
};

G_DEFINE_FINAL_TYPE (ZxProductRow, zx_product_row, ZX_TYPE_ITEM_ROW)

enum { PROP_CLIENT = 1, PROP_CONTACT, N_PROPS };
static GParamSpec *props[N_PROPS];

static char *
product_name (gpointer self, const char *name, const char *version)
{
  if (version == NULL || *version == '\0')
    return g_strdup (name);
  return g_strdup_printf ("%s %s", name != NULL ? name : "", version);
}

static void
show_module (ZxProductRow *self)
{
  ZxProduct *product = zx_item_row_get_item (ZX_ITEM_ROW (self));
  const char *module = NULL;

  if (product != NULL && self->contact != NULL)
    module = zx_product_module_of (product, self->contact);
  g_object_set (self->tags, "strong", module, NULL);
}

/* --- how the version stands --- */

/* The catalogue's entry for this product; 0: it has none. */
static gint64
find_in_catalog (ZxProductRow *self, const char *name)
{
  GListModel *products = zx_client_get_records (self->client, "catalog-product");

  for (guint i = 0; i < g_list_model_get_n_items (products); i++) {
    g_autoptr (ZxRecord) record = g_list_model_get_item (products, i);

    if (zx_product_is_same (zx_record_get_text (record, "name"), name))
      return zx_record_get_id (record);
  }
  return 0;
}

static ZxStaleness
look_up (ZxProductRow *self, ZxProduct *product, const char **newest)
{
  g_autoptr (GArray) versions = g_array_new (FALSE, FALSE, sizeof (ZxCatalogVersion));
  GListModel *records = zx_client_get_records (self->client, "catalog-version");
  gint64 product_id = find_in_catalog (self, zx_product_get_name (product));

  for (guint i = 0; product_id != 0 && i < g_list_model_get_n_items (records); i++) {
    g_autoptr (ZxRecord) record = g_list_model_get_item (records, i);
    ZxCatalogVersion version = {zx_record_get_text (record, "version"),
                                zx_record_get_text (record, "state")};

    if (zx_record_get_ref (record, "product_id") == product_id)
      g_array_append_val (versions, version);
  }
  return zx_version_staleness (zx_product_get_version (product),
                               (const ZxCatalogVersion *) (gpointer) versions->data, versions->len,
                               newest);
}

static void
show_staleness (ZxProductRow *self)
{
  ZxProduct *product = zx_item_row_get_item (ZX_ITEM_ROW (self));
  const char *newest = NULL;
  ZxStaleness staleness = ZX_STALE_UNKNOWN;
  g_autofree char *words = NULL;
  g_autofree char *tip = NULL;

  if (product != NULL && self->client != NULL)
    staleness = look_up (self, product, &newest);
  if (staleness == ZX_STALE_OLDER) {
    /* translators: %s is a version that is newer than the customer's */
    words = g_strdup_printf (_ ("%s is out"), newest);
    tip = g_strdup_printf (_ ("A newer version is current: %s."), newest);
  } else if (staleness == ZX_STALE_ENDED) {
    /* translators: of a version that the vendor does not support any more */
    words = g_strdup (_ ("support ended"));
    tip = newest != NULL
              ? g_strdup_printf (_ ("This version is no longer supported. Current: %s."), newest)
              : g_strdup (_ ("This version is no longer supported."));
  }
  gtk_label_set_label (self->stale, words != NULL ? words : "");
  zx_tip_set (GTK_WIDGET (self->stale), tip);
  gtk_widget_set_visible (GTK_WIDGET (self->stale), words != NULL);
  gtk_widget_set_css_classes (
      GTK_WIDGET (self->stale),
      (const char *[]){"chip", staleness == ZX_STALE_ENDED ? "breached" : "warning", NULL});
}

static void
refresh (ZxProductRow *self)
{
  show_module (self);
  show_staleness (self);
}

static void
item_changed_cb (ZxProductRow *self)
{
  GObject *product = zx_item_row_get_item (ZX_ITEM_ROW (self));

  if (product != NULL)
    g_signal_connect_object (product, "notify", G_CALLBACK (refresh), self, G_CONNECT_SWAPPED);
  refresh (self);
}

static void
set_client (ZxProductRow *self, ZxClient *client)
{
  static const char *const nouns[] = {"catalog-product", "catalog-version"};

  if (!g_set_object (&self->client, client) || client == NULL)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (nouns); i++) {
    GListModel *records = zx_client_get_records (client, nouns[i]);

    g_signal_connect_object (records, "items-changed", G_CALLBACK (show_staleness), self,
                             G_CONNECT_SWAPPED);
    g_signal_connect_object (records, "record-changed", G_CALLBACK (show_staleness), self,
                             G_CONNECT_SWAPPED);
  }
}

/* --- class --- */

static void
zx_product_row_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  ZxProductRow *self = ZX_PRODUCT_ROW (object);

  g_value_set_object (value,
                      id == PROP_CLIENT ? (gpointer) self->client : (gpointer) self->contact);
}

static void
zx_product_row_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  ZxProductRow *self = ZX_PRODUCT_ROW (object);

  if (id == PROP_CLIENT)
    set_client (self, g_value_get_object (value));
  else if (g_set_object (&self->contact, g_value_get_object (value)))
    g_signal_group_set_target (self->contact_watch, self->contact);
  refresh (self);
  g_object_notify_by_pspec (object, pspec);
}

static void
zx_product_row_dispose (GObject *object)
{
  ZxProductRow *self = ZX_PRODUCT_ROW (object);

  g_clear_object (&self->contact_watch);
  g_clear_object (&self->contact);
  g_clear_object (&self->client);
  G_OBJECT_CLASS (zx_product_row_parent_class)->dispose (object);
}

static void
zx_product_row_class_init (ZxProductRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = zx_product_row_get_property;
  object_class->set_property = zx_product_row_set_property;
  object_class->dispose = zx_product_row_dispose;
  props[PROP_CLIENT] = g_param_spec_object ("client", NULL, NULL, ZX_TYPE_CLIENT, flags);
  props[PROP_CONTACT] = g_param_spec_object ("contact", NULL, NULL, ZX_TYPE_CONTACT, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);

  g_type_ensure (ZX_TYPE_TAGS);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/zuoxi/Zuoxi/customers/zx-product-row.ui");
  zx_closures_bind (widget_class);
  gtk_widget_class_bind_template_child (widget_class, ZxProductRow, tags);
  gtk_widget_class_bind_template_child (widget_class, ZxProductRow, stale);
  gtk_widget_class_bind_template_callback (widget_class, product_name);
  gtk_widget_class_bind_template_callback (widget_class, item_changed_cb);
}

static void
zx_product_row_init (ZxProductRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->contact_watch = g_signal_group_new (ZX_TYPE_CONTACT);
  g_signal_group_connect_swapped (self->contact_watch, "notify::page-title",
                                  G_CALLBACK (show_module), self);
  g_signal_group_connect_swapped (self->contact_watch, "notify::last-text",
                                  G_CALLBACK (show_module), self);
  g_signal_group_connect_swapped (self->contact_watch, "notify::product", G_CALLBACK (show_module),
                                  self);
}
