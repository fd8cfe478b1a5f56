/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shows what was said, or why it cannot be shown. */
#include "zx-transcript-pane.h"

#include "zx-closures.h"
#include "zx-transcript-view.h"

#include <glib/gi18n.h>

struct _ZxTranscriptPane {
  AdwBin parent_instance;

  ZxTranscriptView *view; /* these of the template */
  GtkWidget *skeleton;
  GtkWidget *trouble;
  GtkLabel *trouble_text;
  GtkWidget *older;
  GtkLabel *older_text;
  GtkWidget *older_retry;

  ZxClient *client;          /* owned, nullable */
  ZxTranscript *transcript;  /* owned, nullable */
  GSignalGroup *signals;     /* owned; of the transcript */
  GCancellable *cancellable; /* owned */
};

G_DEFINE_FINAL_TYPE (ZxTranscriptPane, zx_transcript_pane, ADW_TYPE_BIN)

enum { PROP_CLIENT = 1, PROP_TRANSCRIPT, PROP_AT_NEWEST, N_PROPS };
static GParamSpec *props[N_PROPS];

static void
show_state (ZxTranscriptPane *self)
{
  ZxTranscript *transcript = self->transcript;
  gboolean is_loading = transcript != NULL && zx_transcript_get_loading (transcript);
  gboolean is_complete = transcript != NULL && zx_transcript_get_complete (transcript);
  gboolean has_items =
      transcript != NULL && g_list_model_get_n_items (G_LIST_MODEL (transcript)) > 0;
  const GError *error = transcript != NULL ? zx_transcript_get_error (transcript) : NULL;
  g_autofree char *trouble = error != NULL ? zx_error_describe (error) : g_strdup ("");

  gtk_widget_set_visible (self->skeleton, is_loading && !has_items);
  gtk_widget_set_visible (self->trouble, error != NULL && !is_loading && !has_items);
  gtk_label_set_label (self->trouble_text, trouble);

  gtk_widget_set_visible (self->older, has_items && (is_loading || error != NULL || is_complete));
  gtk_widget_set_visible (self->older_retry, error != NULL && !is_loading);
  gtk_label_set_label (self->older_text, is_loading      ? _ ("Loading older messages…")
                                         : error != NULL ? trouble
                                                         : _ ("The conversation began here"));
}

static void
older_loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ZxTranscriptPane) self = user_data;

  /* What went wrong is the transcript's property `error`, which is shown. */
  zx_transcript_load_older_finish (ZX_TRANSCRIPT (source), result, NULL);
}

static void
load_older (ZxTranscriptPane *self)
{
  if (self->transcript == NULL || zx_transcript_get_complete (self->transcript) ||
      zx_transcript_get_loading (self->transcript))
    return;
  zx_transcript_load_older_async (self->transcript, self->cancellable, older_loaded_cb,
                                  g_object_ref (self));
}

static void
older_wanted_cb (ZxTranscriptPane *self)
{
  /* After a failure only the agent's own press tries again. */
  if (self->transcript != NULL && zx_transcript_get_error (self->transcript) == NULL)
    load_older (self);
}

static void
at_newest_cb (ZxTranscriptPane *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_AT_NEWEST]);
}

static void
retry (GtkWidget *widget, const char *action, GVariant *parameter)
{
  load_older (ZX_TRANSCRIPT_PANE (widget));
}

static void
go_to_newest (GtkWidget *widget, const char *action, GVariant *parameter)
{
  zx_transcript_view_go_to_newest (ZX_TRANSCRIPT_PANE (widget)->view);
}

static void
zx_transcript_pane_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  ZxTranscriptPane *self = ZX_TRANSCRIPT_PANE (object);

  switch (id) {
  case PROP_CLIENT:
    g_value_set_object (value, self->client);
    break;
  case PROP_TRANSCRIPT:
    g_value_set_object (value, self->transcript);
    break;
  case PROP_AT_NEWEST:
    g_value_set_boolean (value, zx_transcript_pane_get_at_newest (self));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
zx_transcript_pane_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  ZxTranscriptPane *self = ZX_TRANSCRIPT_PANE (object);

  switch (id) {
  case PROP_CLIENT:
    if (g_set_object (&self->client, g_value_get_object (value)))
      g_object_notify_by_pspec (object, pspec);
    break;
  case PROP_TRANSCRIPT:
    zx_transcript_pane_set_transcript (self, g_value_get_object (value));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
zx_transcript_pane_dispose (GObject *object)
{
  ZxTranscriptPane *self = ZX_TRANSCRIPT_PANE (object);

  g_cancellable_cancel (self->cancellable);
  g_signal_group_set_target (self->signals, NULL);
  if (self->view != NULL)
    g_object_set (self->view, "model", NULL, NULL);
  g_clear_object (&self->transcript);
  g_clear_object (&self->client);
  gtk_widget_dispose_template (GTK_WIDGET (self), ZX_TYPE_TRANSCRIPT_PANE);

  G_OBJECT_CLASS (zx_transcript_pane_parent_class)->dispose (object);
}

static void
zx_transcript_pane_finalize (GObject *object)
{
  ZxTranscriptPane *self = ZX_TRANSCRIPT_PANE (object);

  g_clear_object (&self->signals);
  g_clear_object (&self->cancellable);

  G_OBJECT_CLASS (zx_transcript_pane_parent_class)->finalize (object);
}

static void
zx_transcript_pane_class_init (ZxTranscriptPaneClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = zx_transcript_pane_get_property;
  object_class->set_property = zx_transcript_pane_set_property;
  object_class->dispose = zx_transcript_pane_dispose;
  object_class->finalize = zx_transcript_pane_finalize;

  props[PROP_CLIENT] = g_param_spec_object ("client", NULL, NULL, ZX_TYPE_CLIENT, flags);
  props[PROP_TRANSCRIPT] =
      g_param_spec_object ("transcript", NULL, NULL, ZX_TYPE_TRANSCRIPT, flags);
  props[PROP_AT_NEWEST] = g_param_spec_boolean ("at-newest", NULL, NULL, TRUE,
                                                G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
  gtk_widget_class_install_action (widget_class, "transcript.newest", NULL, go_to_newest);
  gtk_widget_class_install_action (widget_class, "transcript.retry", NULL, retry);

  g_type_ensure (ZX_TYPE_TRANSCRIPT_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/zuoxi/Zuoxi/chat/zx-transcript-pane.ui");
  gtk_widget_class_bind_template_child (widget_class, ZxTranscriptPane, view);
  gtk_widget_class_bind_template_child (widget_class, ZxTranscriptPane, skeleton);
  gtk_widget_class_bind_template_child (widget_class, ZxTranscriptPane, trouble);
  gtk_widget_class_bind_template_child (widget_class, ZxTranscriptPane, trouble_text);
  gtk_widget_class_bind_template_child (widget_class, ZxTranscriptPane, older);
  gtk_widget_class_bind_template_child (widget_class, ZxTranscriptPane, older_text);
  gtk_widget_class_bind_template_child (widget_class, ZxTranscriptPane, older_retry);
  gtk_widget_class_bind_template_callback (widget_class, older_wanted_cb);
  gtk_widget_class_bind_template_callback (widget_class, at_newest_cb);
  zx_closures_bind (widget_class);
}

static void
zx_transcript_pane_init (ZxTranscriptPane *self)
{
  static const char *const changes[] = {"notify::loading", "notify::complete", "notify::error",
                                        "items-changed"};

  self->cancellable = g_cancellable_new ();
  self->signals = g_signal_group_new (ZX_TYPE_TRANSCRIPT);
  for (guint i = 0; i < G_N_ELEMENTS (changes); i++)
    g_signal_group_connect_swapped (self->signals, changes[i], G_CALLBACK (show_state), self);
  gtk_widget_init_template (GTK_WIDGET (self));
  show_state (self);
}

void
zx_transcript_pane_set_transcript (ZxTranscriptPane *self, ZxTranscript *transcript)
{
  g_return_if_fail (ZX_IS_TRANSCRIPT_PANE (self));

  if (!g_set_object (&self->transcript, transcript))
    return;
  g_signal_group_set_target (self->signals, transcript);
  g_object_set (self->view, "client", self->client, "model", transcript, NULL);
  show_state (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_TRANSCRIPT]);
}

gboolean
zx_transcript_pane_get_at_newest (ZxTranscriptPane *self)
{
  g_return_val_if_fail (ZX_IS_TRANSCRIPT_PANE (self), TRUE);

  return self->view == NULL || zx_transcript_view_get_at_newest (self->view);
}

void
zx_transcript_pane_go_to_newest (ZxTranscriptPane *self)
{
  g_return_if_fail (ZX_IS_TRANSCRIPT_PANE (self));

  zx_transcript_view_go_to_newest (self->view);
}
