/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The base of what a form shows besides fields. */
#include "zx-record-extra.h"

typedef struct {
  ZxClient *client;     /* owned */
  ZxRecordDraft *draft; /* owned, null */
  GSignalGroup *watch;  /* owned */
} ZxRecordExtraPrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (ZxRecordExtra, zx_record_extra, ADW_TYPE_BIN)

enum { PROP_CLIENT = 1, PROP_DRAFT, N_PROPS };
static GParamSpec *props[N_PROPS];

static ZxRecordExtraPrivate *
get_private (ZxRecordExtra *self)
{
  return zx_record_extra_get_instance_private (self);
}

static void
refresh (ZxRecordExtra *self, gboolean is_another)
{
  ZxRecordExtraClass *klass = ZX_RECORD_EXTRA_GET_CLASS (self);

  if (klass->refresh != NULL)
    klass->refresh (self, is_another);
}

static void
draft_changed_cb (ZxRecordExtra *self)
{
  refresh (self, FALSE);
}

static void
zx_record_extra_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  ZxRecordExtraPrivate *priv = get_private (ZX_RECORD_EXTRA (object));

  if (id == PROP_CLIENT)
    g_value_set_object (value, priv->client);
  else
    g_value_set_object (value, priv->draft);
}

static void
zx_record_extra_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  ZxRecordExtra *self = ZX_RECORD_EXTRA (object);
  ZxRecordExtraPrivate *priv = get_private (self);

  if (id == PROP_CLIENT) {
    g_set_object (&priv->client, g_value_get_object (value));
    return;
  }
  g_set_object (&priv->draft, g_value_get_object (value));
  g_signal_group_set_target (priv->watch, priv->draft);
  refresh (self, TRUE);
}

static void
zx_record_extra_dispose (GObject *object)
{
  ZxRecordExtraPrivate *priv = get_private (ZX_RECORD_EXTRA (object));

  g_clear_object (&priv->watch);
  g_clear_object (&priv->draft);
  g_clear_object (&priv->client);
  G_OBJECT_CLASS (zx_record_extra_parent_class)->dispose (object);
}

static void
zx_record_extra_class_init (ZxRecordExtraClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = zx_record_extra_get_property;
  object_class->set_property = zx_record_extra_set_property;
  object_class->dispose = zx_record_extra_dispose;
  props[PROP_CLIENT] = g_param_spec_object ("client", NULL, NULL, ZX_TYPE_CLIENT, flags);
  props[PROP_DRAFT] = g_param_spec_object ("draft", NULL, NULL, ZX_TYPE_RECORD_DRAFT, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
zx_record_extra_init (ZxRecordExtra *self)
{
  ZxRecordExtraPrivate *priv = get_private (self);

  priv->watch = g_signal_group_new (ZX_TYPE_RECORD_DRAFT);
  g_signal_group_connect_swapped (priv->watch, "changed", G_CALLBACK (draft_changed_cb), self);
}

ZxClient *
zx_record_extra_get_client (ZxRecordExtra *self)
{
  g_return_val_if_fail (ZX_IS_RECORD_EXTRA (self), NULL);
  return get_private (self)->client;
}

ZxRecordDraft *
zx_record_extra_get_draft (ZxRecordExtra *self)
{
  g_return_val_if_fail (ZX_IS_RECORD_EXTRA (self), NULL);
  return get_private (self)->draft;
}

ZxRecord *
zx_record_extra_get_record (ZxRecordExtra *self)
{
  ZxRecordDraft *draft = zx_record_extra_get_draft (self);

  return draft != NULL ? zx_record_draft_get_record (draft) : NULL;
}
