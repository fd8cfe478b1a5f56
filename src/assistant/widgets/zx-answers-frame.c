/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The choice of a time, and what stands on a page while there is nothing to show. */
#include "zx-answers-frame.h"

#include "zx-closures.h"
#include "zx-error.h"
#include "zx-named-drop.h"
#include "zx-report.h"
#include "zx-stack.h"

#include <glib/gi18n.h>

#define STALE_MS (60 * 1000) /* who comes back later is shown what is so now */

enum { USUAL = 1 };

static const struct {
  int days;   /* of today and before; 0: whole months */
  int months; /* that began so many months ago */
  const char *label;
} periods[] = {
    {7, 0, N_ ("Last 7 days")}, {30, 0, N_ ("Last 30 days")}, {91, 0, N_ ("Last 13 weeks")},
    {0, 0, N_ ("This month")},  {0, 1, N_ ("Last month")},    {365, 0, N_ ("Last 365 days")},
};

struct _ZxAnswersFrame {
  AdwBin parent_instance;

  GtkDropDown *periods; /* these of the template */
  AdwBin *tools;
  GtkLabel *as_of;
  GtkLabel *offline;
  GtkStack *states;
  AdwStatusPage *failure;
  AdwStatusPage *empty;
  AdwBin *content;

  ZxClient *client;          /* owned, null at first */
  GCancellable *asking;      /* owned, null: nothing is asked */
  ZxAnswersSpan asked, span; /* what is asked, and what is shown */
  gboolean is_shown;         /* there is an answer */
};

G_DEFINE_FINAL_TYPE (ZxAnswersFrame, zx_answers_frame, ADW_TYPE_BIN)

enum { PROP_CONTENT = 1, PROP_TOOLS, PROP_EMPTY_TITLE, PROP_EMPTY_TEXT, N_PROPS };
static GParamSpec *props[N_PROPS];

enum { ASKED, N_SIGNALS };
static guint signals[N_SIGNALS];

/* --- what is asked --- */

static gint64
midnight (int year, int month, int day)
{
  g_autoptr (GDateTime) time = g_date_time_new_local (year, month, day, 0, 0, 0);

  return g_date_time_to_unix (time) * 1000;
}

/* In the agent's days. What is not over yet ends now. */
static void
read_period (ZxAnswersFrame *self, ZxAnswersSpan *span)
{
  guint chosen = gtk_drop_down_get_selected (self->periods);
  g_autoptr (GDateTime) now =
      g_date_time_new_from_unix_local (zx_client_now_ms (self->client) / 1000);
  g_autoptr (GDateTime) then = NULL;

  *span = (ZxAnswersSpan){0};
  if (periods[chosen].days > 0) {
    then = g_date_time_add_days (now, 1 - periods[chosen].days);
    span->from_ms = midnight (g_date_time_get_year (then), g_date_time_get_month (then),
                              g_date_time_get_day_of_month (then));
    return;
  }
  then = g_date_time_add_months (now, -periods[chosen].months);
  span->from_ms = midnight (g_date_time_get_year (then), g_date_time_get_month (then), 1);
  if (periods[chosen].months > 0)
    span->to_ms = midnight (g_date_time_get_year (now), g_date_time_get_month (now), 1);
}

void
zx_answers_frame_ask (ZxAnswersFrame *self)
{
  g_return_if_fail (ZX_IS_ANSWERS_FRAME (self));

  if (self->client != NULL && zx_client_get_state (self->client) == ZX_CLIENT_SIGNED_IN)
    g_signal_emit (self, signals[ASKED], 0);
}

/* What is not shown has no age: the failure says why. */
static void
show_offline (ZxAnswersFrame *self)
{
  gint64 since = zx_client_get_offline_since (self->client);
  g_autofree char *clock = zx_words_clock (since, g_get_real_time () / 1000);
  /* translators: %s is a time such as 14:02 */
  g_autofree char *words = g_strdup_printf (_ ("Not connected. This is from %s."), clock);

  gtk_label_set_label (self->offline, words);
  gtk_widget_set_visible (GTK_WIDGET (self->offline), since > 0 && self->is_shown);
}

GCancellable *
zx_answers_frame_begin (ZxAnswersFrame *self, gboolean by_article, ZxAnswersSpan *span)
{
  g_return_val_if_fail (ZX_IS_ANSWERS_FRAME (self), NULL);

  g_cancellable_cancel (self->asking);
  g_clear_object (&self->asking);
  self->asking = g_cancellable_new ();
  read_period (self, span);
  span->by_article = by_article;
  if (!self->is_shown || span->from_ms != self->asked.from_ms || span->to_ms != self->asked.to_ms ||
      span->by_article != self->asked.by_article) {
    self->is_shown = FALSE;
    gtk_label_set_label (self->as_of, NULL);
    show_offline (self);
    zx_stack_show (self->states, "loading"); /* its bars appear after 150 ms */
  }
  self->asked = *span;
  return self->asking;
}

/* --- what came --- */

static void
show_failure (ZxAnswersFrame *self, const GError *error)
{
  g_autofree char *words =
      g_error_matches (error, ZX_ERROR, ZX_ERROR_UNAVAILABLE)
          ? g_strdup (_ ("There is no connection at the moment. This is loaded "
                         "as soon as it is back."))
          : zx_error_describe (error);

  if (self->is_shown && !g_error_matches (error, ZX_ERROR, ZX_ERROR_UNAVAILABLE))
    zx_report_error (GTK_WIDGET (self), error);
  if (self->is_shown)
    return; /* it is an older answer to the same question: “as of” says how old */
  adw_status_page_set_description (self->failure, words);
  zx_stack_show (self->states, "error");
}

static void
show_as_of (ZxAnswersFrame *self)
{
  g_autofree char *clock = zx_words_clock (self->span.to_ms, zx_client_now_ms (self->client));
  /* translators: %s is a time such as 14:02; until then all was counted */
  g_autofree char *words = g_strdup_printf (_ ("As of %s"), clock);

  gtk_label_set_label (self->as_of, words);
}

gboolean
zx_answers_frame_came (ZxAnswersFrame *self, guint n, gint64 until_ms, const GError *error)
{
  g_return_val_if_fail (ZX_IS_ANSWERS_FRAME (self), FALSE);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->states == NULL)
    return FALSE;
  g_clear_object (&self->asking);
  if (error != NULL) {
    show_failure (self, error);
    return FALSE;
  }
  self->is_shown = TRUE;
  self->span = self->asked;
  self->span.to_ms = until_ms;
  show_as_of (self);
  show_offline (self);
  zx_stack_show (self->states, n > 0 ? "content" : "empty");
  return TRUE;
}

const ZxAnswersSpan *
zx_answers_frame_get_span (ZxAnswersFrame *self)
{
  g_return_val_if_fail (ZX_IS_ANSWERS_FRAME (self), NULL);

  return &self->span;
}

/* --- the server --- */

static void
light_changed_cb (ZxAnswersFrame *self)
{
  if (gtk_widget_get_mapped (GTK_WIDGET (self)) && !self->is_shown && self->asking == NULL &&
      zx_client_get_light (self->client) == ZX_LIGHT_LIVE)
    zx_answers_frame_ask (self);
}

static void
mapped_cb (ZxAnswersFrame *self)
{
  if (self->asking == NULL && self->client != NULL &&
      (!self->is_shown || zx_client_now_ms (self->client) - self->span.to_ms > STALE_MS))
    zx_answers_frame_ask (self);
}

void
zx_answers_frame_set_client (ZxAnswersFrame *self, ZxClient *client)
{
  g_return_if_fail (ZX_IS_ANSWERS_FRAME (self) && self->client == NULL);

  if (client == NULL)
    return;
  self->client = g_object_ref (client);
  g_signal_connect_object (client, "notify::light", G_CALLBACK (light_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (client, "notify::offline-since", G_CALLBACK (show_offline), self,
                           G_CONNECT_SWAPPED);
  show_offline (self);
}

/* --- class --- */

static void
zx_answers_frame_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  ZxAnswersFrame *self = ZX_ANSWERS_FRAME (object);

  if (id == PROP_CONTENT)
    g_value_set_object (value, adw_bin_get_child (self->content));
  else if (id == PROP_TOOLS)
    g_value_set_object (value, adw_bin_get_child (self->tools));
  else if (id == PROP_EMPTY_TITLE)
    g_value_set_string (value, adw_status_page_get_title (self->empty));
  else
    g_value_set_string (value, adw_status_page_get_description (self->empty));
}

static void
zx_answers_frame_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  ZxAnswersFrame *self = ZX_ANSWERS_FRAME (object);

  if (id == PROP_CONTENT)
    adw_bin_set_child (self->content, g_value_get_object (value));
  else if (id == PROP_TOOLS)
    adw_bin_set_child (self->tools, g_value_get_object (value));
  else if (id == PROP_EMPTY_TITLE)
    adw_status_page_set_title (self->empty, g_value_get_string (value));
  else
    adw_status_page_set_description (self->empty, g_value_get_string (value));
}

static void
zx_answers_frame_dispose (GObject *object)
{
  ZxAnswersFrame *self = ZX_ANSWERS_FRAME (object);

  g_cancellable_cancel (self->asking);
  g_clear_object (&self->asking);
  g_clear_object (&self->client);
  gtk_widget_dispose_template (GTK_WIDGET (object), ZX_TYPE_ANSWERS_FRAME);
  G_OBJECT_CLASS (zx_answers_frame_parent_class)->dispose (object);
}

static void
zx_answers_frame_class_init (ZxAnswersFrameClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = zx_answers_frame_get_property;
  object_class->set_property = zx_answers_frame_set_property;
  object_class->dispose = zx_answers_frame_dispose;
  props[PROP_CONTENT] = g_param_spec_object ("content", NULL, NULL, GTK_TYPE_WIDGET, flags);
  props[PROP_TOOLS] = g_param_spec_object ("tools", NULL, NULL, GTK_TYPE_WIDGET, flags);
  props[PROP_EMPTY_TITLE] = g_param_spec_string ("empty-title", NULL, NULL, NULL, flags);
  props[PROP_EMPTY_TEXT] = g_param_spec_string ("empty-text", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
  signals[ASKED] = g_signal_new ("asked", ZX_TYPE_ANSWERS_FRAME, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/zuoxi/Zuoxi/assistant/zx-answers-frame.ui");
  gtk_widget_class_bind_template_child (widget_class, ZxAnswersFrame, periods);
  gtk_widget_class_bind_template_child (widget_class, ZxAnswersFrame, tools);
  gtk_widget_class_bind_template_child (widget_class, ZxAnswersFrame, as_of);
  gtk_widget_class_bind_template_child (widget_class, ZxAnswersFrame, offline);
  gtk_widget_class_bind_template_child (widget_class, ZxAnswersFrame, states);
  gtk_widget_class_bind_template_child (widget_class, ZxAnswersFrame, failure);
  gtk_widget_class_bind_template_child (widget_class, ZxAnswersFrame, empty);
  gtk_widget_class_bind_template_child (widget_class, ZxAnswersFrame, content);
  gtk_widget_class_bind_template_callback (widget_class, zx_answers_frame_ask);
  gtk_widget_class_bind_template_callback (widget_class, mapped_cb);
}

static void
zx_answers_frame_init (ZxAnswersFrame *self)
{
  g_autoptr (GtkStringList) labels = gtk_string_list_new (NULL);

  gtk_widget_init_template (GTK_WIDGET (self));
  zx_stack_show (self->states, "loading");
  for (guint i = 0; i < G_N_ELEMENTS (periods); i++)
    gtk_string_list_append (labels, _ (periods[i].label));
  gtk_drop_down_set_model (self->periods, G_LIST_MODEL (labels));
  gtk_drop_down_set_selected (self->periods, USUAL);
  zx_named_drop_set (self->periods, gtk_widget_get_tooltip_text (GTK_WIDGET (self->periods)));
  g_signal_connect_object (self->periods, "notify::selected", G_CALLBACK (zx_answers_frame_ask),
                           self, G_CONNECT_SWAPPED);
}
