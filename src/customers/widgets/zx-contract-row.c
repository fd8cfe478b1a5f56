/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A contract: its name, level, the days that are left in words and colour, and what remains. */
#include "zx-contract-row.h"

#include "zx-client-records.h"
#include "zx-closures.h"
#include "zx-customer-rules.h"

#include <glib/gi18n.h>

struct _ZxContractRow {
  ZxItemRow parent_instance;

  GtkWidget *chip; /* of the template */
  GtkImage *icon;
  GtkLabel *days;
  GtkLabel *level;

  ZxClient *client; /* owned, nullable */
};

G_DEFINE_FINAL_TYPE (ZxContractRow, zx_contract_row, ZX_TYPE_ITEM_ROW)

enum { PROP_CLIENT = 1, N_PROPS };
static GParamSpec *props[N_PROPS];

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

/* What its kind says, or null: none, or not known yet. */
static ZxRecord *
kind_of (ZxContractRow *self, ZxContract *contract)
{
  gint64 kind_id;

  g_object_get (contract, "kind-id", &kind_id, NULL);
  if (self->client == NULL || kind_id == 0)
    return NULL;
  return zx_records_find (ZX_RECORDS (zx_client_get_records (self->client, "contract-kind")),
                          kind_id);
}

static void
show_days (ZxContractRow *self, ZxContract *contract, int warn_days)
{
  static const struct {
    const char *kind, *icon;
  } looks[] = {
      [ZX_EXPIRY_NONE] = {"running", "preferences-system-time-symbolic"},
      [ZX_EXPIRY_OVER] = {"breached", "emblem-important-symbolic"},
      [ZX_EXPIRY_TODAY] = {"breached", "emblem-important-symbolic"},
      [ZX_EXPIRY_SOON] = {"warning", "alarm-symbolic"},
      [ZX_EXPIRY_FINE] = {"running", "preferences-system-time-symbolic"},
  };
  int left = zx_contract_get_days_left (contract);
  ZxExpiry expiry = zx_expiry_of (left, warn_days);
  g_autofree char *words = zx_contract_words (left);

  gtk_label_set_label (self->days, words);
  gtk_image_set_from_icon_name (self->icon, looks[expiry].icon);
  gtk_widget_set_css_classes (self->chip, (const char *[]){"chip", looks[expiry].kind, NULL});
  gtk_widget_set_visible (self->chip, expiry != ZX_EXPIRY_NONE);
}

/* Its level: its own, or its kind's; names often tell it already: "A, 24 hours". */
static void
show_level (ZxContractRow *self, ZxContract *contract, ZxRecord *kind)
{
  g_autofree char *name = NULL;
  g_autofree char *own = NULL;
  const char *level;

  g_object_get (contract, "name", &name, "level", &own, NULL);
  level = own != NULL && *own != '\0' ? own : NULL;
  if (level == NULL && kind != NULL)
    level = zx_record_get_text (kind, "level");
  if (level != NULL && name != NULL && strstr (name, level) != NULL)
    level = NULL;
  gtk_label_set_label (self->level, level != NULL ? level : "");
  gtk_widget_set_visible (GTK_WIDGET (self->level), level != NULL && *level != '\0');
}

static void
refresh (ZxContractRow *self)
{
  ZxContract *contract = zx_item_row_get_item (ZX_ITEM_ROW (self));
  ZxRecord *kind = contract != NULL ? kind_of (self, contract) : NULL;

  if (contract == NULL)
    return;
  show_days (self, contract,
             kind != NULL ? (int) zx_record_get_int (kind, "warn_days", ZX_WARN_DAYS)
                          : ZX_WARN_DAYS);
  show_level (self, contract, kind);
}

static void
item_changed_cb (ZxContractRow *self)
{
  GObject *contract = zx_item_row_get_item (ZX_ITEM_ROW (self));

  if (contract != NULL)
    g_signal_connect_object (contract, "notify", G_CALLBACK (refresh), self, G_CONNECT_SWAPPED);
  refresh (self);
}

/* "2025-12-15 – 2026-12-15": from when until when. */
static char *
span (gpointer self, const char *starts_on, const char *ends_on)
{
  if (starts_on == NULL && ends_on == NULL)
    return NULL;
  return g_strdup_printf ("%s – %s", starts_on != NULL ? starts_on : "…",
                          ends_on != NULL ? ends_on : "…");
}

static char *
rest (gpointer self, const char *remaining, const char *note)
{
  const char *words = note != NULL ? note : "";

  if (remaining == NULL || *remaining == '\0')
    return g_strdup (words);
  /* translators: what is left of a contract: "3 visits" */
  return *words == '\0' ? g_strdup_printf (_ ("Remaining: %s"), remaining)
                        : g_strdup_printf (_ ("Remaining: %1$s · %2$s"), remaining, words);
}

static void
zx_contract_row_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  g_value_set_object (value, ZX_CONTRACT_ROW (object)->client);
}

static void
zx_contract_row_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  ZxContractRow *self = ZX_CONTRACT_ROW (object);

  if (!g_set_object (&self->client, g_value_get_object (value)))
    return;
  if (self->client != NULL) {
    GListModel *kinds = zx_client_get_records (self->client, "contract-kind");

    g_signal_connect_object (kinds, "items-changed", G_CALLBACK (refresh), self, G_CONNECT_SWAPPED);
    g_signal_connect_object (kinds, "record-changed", G_CALLBACK (refresh), self,
                             G_CONNECT_SWAPPED);
  }
  g_object_notify_by_pspec (object, pspec);
}

static void
zx_contract_row_dispose (GObject *object)
{
  g_clear_object (&ZX_CONTRACT_ROW (object)->client);
  G_OBJECT_CLASS (zx_contract_row_parent_class)->dispose (object);
}

static void
zx_contract_row_class_init (ZxContractRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = zx_contract_row_get_property;
  object_class->set_property = zx_contract_row_set_property;
  object_class->dispose = zx_contract_row_dispose;
  props[PROP_CLIENT] =
      g_param_spec_object ("client", NULL, NULL, ZX_TYPE_CLIENT,
                           G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/zuoxi/Zuoxi/customers/zx-contract-row.ui");
  zx_closures_bind (widget_class);
  gtk_widget_class_bind_template_child (widget_class, ZxContractRow, chip);
  gtk_widget_class_bind_template_child (widget_class, ZxContractRow, icon);
  gtk_widget_class_bind_template_child (widget_class, ZxContractRow, days);
  gtk_widget_class_bind_template_child (widget_class, ZxContractRow, level);
  gtk_widget_class_bind_template_callback (widget_class, item_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, span);
  gtk_widget_class_bind_template_callback (widget_class, rest);
}

static void
zx_contract_row_init (ZxContractRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
