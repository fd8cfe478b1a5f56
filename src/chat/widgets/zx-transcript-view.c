/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lays out a window of message rows so that nothing ever jumps under the reader's eyes. */
#include "zx-transcript-view.h"

#include "zx-chat-words.h"
#include "zx-message-row.h"
#include "zx-row-window.h"

#define MOST_ROWS 200 /* widgets kept; more are dropped at the edge that is farther away */
#define FIRST_ROWS 14 /* fills most windows; what is missing comes with the next frames */
#define GROW_US 5000  /* a frame may spend so long on new rows */
#define SPACE 12      /* above the first and below the last row */
#define STEP 56       /* one notch of the wheel */

struct _ZxTranscriptView {
  GtkWidget parent_instance;

  GListModel *model;  /* owned, nullable */
  ZxClient *client;   /* owned, nullable */
  GtkWidget *header;  /* child, nullable */
  GPtrArray *rows;    /* of ZxMessageRow, children; the window, oldest first */
  guint first;        /* position of rows[0] in the model */
  GArray *tops;       /* of int: y of each row in the content, as of the last allocation */
  int content_height; /* as of the last allocation */

  GtkAdjustment *hadjustment; /* owned */
  GtkAdjustment *vadjustment; /* owned */

  gboolean at_newest;     /* stays at the end */
  ZxMessageRow *anchor;   /* one of rows, or null: what stays in place when not at_newest */
  double anchor_y;        /* its distance from the upper edge */
  gboolean is_allocating; /* the value changes by our own hand */
  gint64 shown_day_ms;    /* a time of the day for which the headings say "Today" */
  gboolean asked_older;   /* older-wanted was emitted for this length of the model */
  guint grow_tick;
};

static void scrollable_init (GtkScrollableInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (ZxTranscriptView,
                               zx_transcript_view,
                               GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (GTK_TYPE_SCROLLABLE, scrollable_init))

enum {
  PROP_MODEL = 1,
  PROP_CLIENT,
  PROP_HEADER,
  PROP_AT_NEWEST,
  N_PROPS,
  PROP_HADJUSTMENT = N_PROPS,
  PROP_VADJUSTMENT,
  PROP_HSCROLL_POLICY,
  PROP_VSCROLL_POLICY
};
static GParamSpec *props[N_PROPS];
static guint older_wanted_signal;

/* The window on the model */

static guint
count_items (ZxTranscriptView *self)
{
  return self->model != NULL ? g_list_model_get_n_items (self->model) : 0;
}

static guint
get_end (ZxTranscriptView *self)
{
  return self->first + self->rows->len;
}

static void
show_place (ZxTranscriptView *self, guint index)
{
  ZxMessageRow *row = g_ptr_array_index (self->rows, index);
  guint position = self->first + index;
  g_autoptr (ZxMessage) before =
      position > 0 ? g_list_model_get_item (self->model, position - 1) : NULL;

  zx_message_row_set_previous (row, before);
}

static void
add_row (ZxTranscriptView *self, guint index)
{
  g_autoptr (ZxMessage) message = g_list_model_get_item (self->model, self->first + index);
  GtkWidget *row = zx_message_row_new (self->client, message);
  GtkWidget *before = index > 0 ? g_ptr_array_index (self->rows, index - 1) : self->header;

  gtk_widget_insert_after (row, GTK_WIDGET (self), before);
  g_ptr_array_insert (self->rows, index, row);
  show_place (self, index);
}

static void
remove_row (ZxTranscriptView *self, guint index)
{
  GtkWidget *row = g_ptr_array_index (self->rows, index);

  /* What stays in place is then the next row, where this one was. */
  if (ZX_MESSAGE_ROW (row) == self->anchor)
    self->anchor = index + 1 < self->rows->len ? g_ptr_array_index (self->rows, index + 1)
                   : index > 0                 ? g_ptr_array_index (self->rows, index - 1)
                                               : NULL;
  g_ptr_array_remove_index (self->rows, index);
  gtk_widget_unparent (row);
}

static void
remove_all_rows (ZxTranscriptView *self)
{
  self->anchor = NULL;
  while (self->rows->len > 0)
    remove_row (self, self->rows->len - 1);
}

/* Over midnight, "Today" becomes "Yesterday". */
static void
look_at_day (ZxTranscriptView *self)
{
  gint64 now = self->client != NULL ? zx_client_now_ms (self->client) : 0;

  if (zx_chat_is_same_day (now, self->shown_day_ms))
    return;
  self->shown_day_ms = now;
  for (guint i = 0; i < self->rows->len; i++)
    show_place (self, i);
}

static void
drop_farthest (ZxTranscriptView *self, gboolean is_oldest)
{
  remove_row (self, is_oldest ? 0 : self->rows->len - 1);
  if (is_oldest)
    self->first++;
}

static void
show_end (ZxTranscriptView *self)
{
  guint n = count_items (self);

  remove_all_rows (self);
  self->first = n > FIRST_ROWS ? n - FIRST_ROWS : 0;
  for (guint i = 0; self->first + i < n; i++)
    add_row (self, i);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

/* Which row is read: the uppermost that is seen. */
static void
note_anchor (ZxTranscriptView *self)
{
  double value = gtk_adjustment_get_value (self->vadjustment);

  self->anchor = NULL;
  for (guint i = 0; i < MIN (self->rows->len, self->tops->len); i++) {
    int bottom = i + 1 < self->tops->len ? g_array_index (self->tops, int, i + 1)
                                         : self->content_height - SPACE;

    if (bottom > value) {
      self->anchor = g_ptr_array_index (self->rows, i);
      self->anchor_y = g_array_index (self->tops, int, i) - value;
      return;
    }
  }
}

static void
set_at_newest (ZxTranscriptView *self, gboolean at_newest)
{
  if (self->at_newest == at_newest)
    return;
  self->at_newest = at_newest;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_AT_NEWEST]);
}

/* Growing at the edges */

static gboolean
is_near_top (ZxTranscriptView *self)
{
  return gtk_adjustment_get_value (self->vadjustment) <
         gtk_adjustment_get_page_size (self->vadjustment);
}

static gboolean
is_near_bottom (ZxTranscriptView *self)
{
  double page = gtk_adjustment_get_page_size (self->vadjustment);

  return gtk_adjustment_get_value (self->vadjustment) + 2 * page >
         gtk_adjustment_get_upper (self->vadjustment);
}

static gboolean
can_grow_up (ZxTranscriptView *self)
{
  return self->first > 0 && is_near_top (self);
}

static gboolean
can_grow_down (ZxTranscriptView *self)
{
  return get_end (self) < count_items (self) && is_near_bottom (self);
}

static gboolean
grow_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  ZxTranscriptView *self = ZX_TRANSCRIPT_VIEW (widget);
  gint64 until = g_get_monotonic_time () + GROW_US;
  gboolean up = can_grow_up (self);

  if (!up && !can_grow_down (self)) {
    self->grow_tick = 0;
    return G_SOURCE_REMOVE;
  }

  do {
    if (up) {
      self->first--;
      add_row (self, 0);
    } else {
      add_row (self, self->rows->len);
    }
  } while (g_get_monotonic_time () < until &&
           (up ? self->first > 0 : get_end (self) < count_items (self)));
  while (self->rows->len > MOST_ROWS)
    drop_farthest (self, !up);

  gtk_widget_queue_resize (widget);
  return G_SOURCE_CONTINUE;
}

static void
look_at_edges (ZxTranscriptView *self)
{
  if (self->model == NULL || self->rows->len == 0)
    return;
  if (self->grow_tick == 0 && (can_grow_up (self) || can_grow_down (self)))
    self->grow_tick = gtk_widget_add_tick_callback (GTK_WIDGET (self), grow_cb, NULL, NULL);
  if (self->first == 0 && is_near_top (self) && !self->asked_older) {
    self->asked_older = TRUE;
    g_signal_emit (self, older_wanted_signal, 0);
  }
}

/* Changes of the model */

static void
items_changed_cb (ZxTranscriptView *self, guint position, guint removed, guint added)
{
  ZxRowWindow window = {self->first, self->rows->len};
  ZxRowPlan plan = zx_row_window_change (&window, position, removed, added, count_items (self),
                                         MOST_ROWS / 2, self->at_newest);
  guint place = position + added;

  self->asked_older = FALSE;
  if (plan.restart) {
    show_end (self);
    return;
  }

  for (guint i = 0; i < plan.n_drop; i++)
    remove_row (self, plan.drop_at);
  self->first = window.first;
  for (guint i = 0; i < plan.n_add; i++)
    add_row (self, plan.add_at + i);
  /* The row behind the change has another neighbour now. */
  if (place >= self->first && place < get_end (self))
    show_place (self, place - self->first);
  while (self->rows->len > MOST_ROWS)
    drop_farthest (self, self->at_newest);
  look_at_day (self);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

static void
set_model (ZxTranscriptView *self, GListModel *model)
{
  if (self->model == model)
    return;
  if (self->model != NULL)
    g_signal_handlers_disconnect_by_func (self->model, items_changed_cb, self);
  remove_all_rows (self);
  g_set_object (&self->model, model);
  if (model != NULL)
    g_signal_connect_object (model, "items-changed", G_CALLBACK (items_changed_cb), self,
                             G_CONNECT_SWAPPED);
  self->asked_older = FALSE;
  set_at_newest (self, TRUE);
  show_end (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_MODEL]);
}

static void
set_header (ZxTranscriptView *self, GtkWidget *header)
{
  if (self->header == header)
    return;
  g_clear_pointer (&self->header, gtk_widget_unparent);
  self->header = header;
  if (header != NULL)
    gtk_widget_insert_after (header, GTK_WIDGET (self), NULL);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

/* Layout */

static int
measure_height (GtkWidget *widget, int width)
{
  int least, natural;

  gtk_widget_measure (widget, GTK_ORIENTATION_HORIZONTAL, -1, &least, NULL, NULL, NULL);
  gtk_widget_measure (widget, GTK_ORIENTATION_VERTICAL, MAX (width, least), NULL, &natural, NULL,
                      NULL);
  return natural;
}

static gboolean
shows_header (ZxTranscriptView *self)
{
  return self->header != NULL && self->first == 0 && gtk_widget_get_visible (self->header);
}

static void
place_child (GtkWidget *child, int y, int width, int row_height, int page)
{
  gboolean is_seen = y + row_height > -page && y < 2 * page;

  /* What is far away is not painted and is skipped by the keyboard's focus. */
  gtk_widget_set_child_visible (child, is_seen);
  if (is_seen)
    gtk_widget_size_allocate (child, &(GtkAllocation){0, y, width, row_height}, -1);
}

static void
zx_transcript_view_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  ZxTranscriptView *self = ZX_TRANSCRIPT_VIEW (widget);
  double value = gtk_adjustment_get_value (self->vadjustment);
  int header_height = shows_header (self) ? measure_height (self->header, width) : 0;
  int y = SPACE + header_height, shift = 0;

  g_array_set_size (self->tops, 0);
  for (guint i = 0; i < self->rows->len; i++) {
    ZxMessageRow *row = g_ptr_array_index (self->rows, i);

    g_array_append_val (self->tops, y);
    if (row == self->anchor)
      value = y - self->anchor_y;
    y += measure_height (GTK_WIDGET (row), width);
  }
  self->content_height = y + SPACE;

  if (self->at_newest)
    value = self->content_height - height;
  value = CLAMP (value, 0, MAX (self->content_height - height, 0));
  /* Few messages lie at the bottom, next to where one writes. */
  if (self->content_height < height)
    shift = height - self->content_height;

  self->is_allocating = TRUE;
  gtk_adjustment_configure (self->hadjustment, 0, 0, width, 0, 0, width);
  gtk_adjustment_configure (self->vadjustment, value, 0, MAX (self->content_height, height), STEP,
                            MAX (height - STEP, STEP), height);
  self->is_allocating = FALSE;

  if (self->header != NULL)
    place_child (self->header, shows_header (self) ? SPACE - (int) value + shift : -4 * height,
                 width, header_height, height);
  for (guint i = 0; i < self->rows->len; i++) {
    int top = g_array_index (self->tops, int, i);
    int bottom = i + 1 < self->rows->len ? g_array_index (self->tops, int, i + 1) : y;

    place_child (g_ptr_array_index (self->rows, i), top - (int) value + shift, width, bottom - top,
                 height);
  }

  if (!self->at_newest)
    note_anchor (self);
  look_at_edges (self);
}

static void
value_changed_cb (ZxTranscriptView *self)
{
  double value = gtk_adjustment_get_value (self->vadjustment);
  double end = gtk_adjustment_get_upper (self->vadjustment) -
               gtk_adjustment_get_page_size (self->vadjustment);

  if (self->is_allocating)
    return;
  set_at_newest (self, value >= end - 1 && get_end (self) == count_items (self));
  note_anchor (self);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

static void
zx_transcript_view_measure (GtkWidget *widget,
                            GtkOrientation orientation,
                            int for_size,
                            int *minimum,
                            int *natural,
                            int *minimum_baseline,
                            int *natural_baseline)
{
  ZxTranscriptView *self = ZX_TRANSCRIPT_VIEW (widget);

  *minimum = *natural = 0;
  if (orientation == GTK_ORIENTATION_VERTICAL)
    return;
  for (guint i = 0; i < self->rows->len; i++) {
    int least, wanted;

    gtk_widget_measure (g_ptr_array_index (self->rows, i), orientation, -1, &least, &wanted, NULL,
                        NULL);
    *minimum = MAX (*minimum, least);
    *natural = MAX (*natural, wanted);
  }
}

static void
zx_transcript_view_map (GtkWidget *widget)
{
  look_at_day (ZX_TRANSCRIPT_VIEW (widget));
  GTK_WIDGET_CLASS (zx_transcript_view_parent_class)->map (widget);
}

static GtkSizeRequestMode
zx_transcript_view_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_CONSTANT_SIZE;
}

/* Keyboard: the transcript is one stop; up and down walk over the messages. */

static int
find_focus (ZxTranscriptView *self)
{
  GtkWidget *focus = gtk_widget_get_focus_child (GTK_WIDGET (self));

  for (guint i = 0; focus != NULL && i < self->rows->len; i++)
    if (g_ptr_array_index (self->rows, i) == focus)
      return i;
  return -1;
}

static void
scroll_to (ZxTranscriptView *self, guint index)
{
  double value = gtk_adjustment_get_value (self->vadjustment);
  double page = gtk_adjustment_get_page_size (self->vadjustment);
  int top, bottom;

  if (index >= self->tops->len)
    return;
  top = index == 0 ? 0 : g_array_index (self->tops, int, index);
  bottom = index + 1 < self->tops->len ? g_array_index (self->tops, int, index + 1)
                                       : self->content_height;
  if (bottom > value + page)
    value = bottom - page;
  if (top < value)
    value = top;
  gtk_adjustment_set_value (self->vadjustment, value);
}

static gboolean
focus_row (ZxTranscriptView *self, int index)
{
  GtkWidget *row;

  if (index < 0 || index >= (int) self->rows->len)
    return FALSE;
  row = g_ptr_array_index (self->rows, index);
  gtk_widget_set_child_visible (row, TRUE);
  scroll_to (self, index);
  return gtk_widget_grab_focus (row);
}

static gboolean
zx_transcript_view_focus (GtkWidget *widget, GtkDirectionType direction)
{
  ZxTranscriptView *self = ZX_TRANSCRIPT_VIEW (widget);
  GtkWidget *child = gtk_widget_get_focus_child (widget);
  GtkWidget *before = gtk_root_get_focus (gtk_widget_get_root (widget));
  int index = find_focus (self);

  if (child == NULL)
    return focus_row (self, self->rows->len - 1);
  /* The buttons of a row come by Tab. A row that has the keyboard may say yes and keep it. */
  if (direction != GTK_DIR_UP && direction != GTK_DIR_DOWN)
    return gtk_widget_child_focus (child, direction) &&
           gtk_root_get_focus (gtk_widget_get_root (widget)) != before;
  if (direction == GTK_DIR_UP && index == 0 && shows_header (self))
    return gtk_widget_child_focus (self->header, GTK_DIR_TAB_FORWARD);
  if (direction == GTK_DIR_UP)
    return focus_row (self, index - 1);
  if (direction == GTK_DIR_DOWN)
    return focus_row (self, index + 1);
  return FALSE;
}

/* Object */

static void
set_vadjustment (ZxTranscriptView *self, GtkAdjustment *adjustment)
{
  g_autoptr (GtkAdjustment) wanted =
      adjustment != NULL ? g_object_ref (adjustment)
                         : g_object_ref_sink (gtk_adjustment_new (0, 0, 0, 0, 0, 0));

  if (self->vadjustment != NULL)
    g_signal_handlers_disconnect_by_func (self->vadjustment, value_changed_cb, self);
  g_set_object (&self->vadjustment, wanted);
  g_signal_connect_object (wanted, "value-changed", G_CALLBACK (value_changed_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

static void
set_hadjustment (ZxTranscriptView *self, GtkAdjustment *adjustment)
{
  g_autoptr (GtkAdjustment) wanted =
      adjustment != NULL ? g_object_ref (adjustment)
                         : g_object_ref_sink (gtk_adjustment_new (0, 0, 0, 0, 0, 0));

  g_set_object (&self->hadjustment, wanted);
}

static void
zx_transcript_view_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  ZxTranscriptView *self = ZX_TRANSCRIPT_VIEW (object);

  switch (id) {
  case PROP_MODEL:
    g_value_set_object (value, self->model);
    break;
  case PROP_CLIENT:
    g_value_set_object (value, self->client);
    break;
  case PROP_HEADER:
    g_value_set_object (value, self->header);
    break;
  case PROP_AT_NEWEST:
    g_value_set_boolean (value, self->at_newest);
    break;
  case PROP_HADJUSTMENT:
    g_value_set_object (value, self->hadjustment);
    break;
  case PROP_VADJUSTMENT:
    g_value_set_object (value, self->vadjustment);
    break;
  case PROP_HSCROLL_POLICY:
  case PROP_VSCROLL_POLICY:
    g_value_set_enum (value, GTK_SCROLL_MINIMUM);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
zx_transcript_view_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  ZxTranscriptView *self = ZX_TRANSCRIPT_VIEW (object);

  switch (id) {
  case PROP_MODEL:
    set_model (self, g_value_get_object (value));
    break;
  case PROP_CLIENT:
    g_set_object (&self->client, g_value_get_object (value));
    break;
  case PROP_HEADER:
    set_header (self, g_value_get_object (value));
    break;
  case PROP_HADJUSTMENT:
    set_hadjustment (self, g_value_get_object (value));
    break;
  case PROP_VADJUSTMENT:
    set_vadjustment (self, g_value_get_object (value));
    break;
  case PROP_HSCROLL_POLICY:
  case PROP_VSCROLL_POLICY:
    break; /* it always takes what it gets */
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
zx_transcript_view_dispose (GObject *object)
{
  ZxTranscriptView *self = ZX_TRANSCRIPT_VIEW (object);

  if (self->grow_tick != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->grow_tick);
  self->grow_tick = 0;
  remove_all_rows (self);
  g_clear_pointer (&self->header, gtk_widget_unparent);
  g_clear_object (&self->model);
  g_clear_object (&self->client);
  g_clear_object (&self->hadjustment);
  g_clear_object (&self->vadjustment);

  G_OBJECT_CLASS (zx_transcript_view_parent_class)->dispose (object);
}

static void
zx_transcript_view_finalize (GObject *object)
{
  ZxTranscriptView *self = ZX_TRANSCRIPT_VIEW (object);

  g_ptr_array_unref (self->rows);
  g_array_unref (self->tops);

  G_OBJECT_CLASS (zx_transcript_view_parent_class)->finalize (object);
}

static void
scrollable_init (GtkScrollableInterface *iface)
{
}

static void
zx_transcript_view_class_init (ZxTranscriptViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = zx_transcript_view_get_property;
  object_class->set_property = zx_transcript_view_set_property;
  object_class->dispose = zx_transcript_view_dispose;
  object_class->finalize = zx_transcript_view_finalize;
  widget_class->size_allocate = zx_transcript_view_size_allocate;
  widget_class->measure = zx_transcript_view_measure;
  widget_class->get_request_mode = zx_transcript_view_get_request_mode;
  widget_class->map = zx_transcript_view_map;
  widget_class->focus = zx_transcript_view_focus;

  props[PROP_MODEL] = g_param_spec_object ("model", NULL, NULL, G_TYPE_LIST_MODEL, flags);
  props[PROP_CLIENT] = g_param_spec_object ("client", NULL, NULL, ZX_TYPE_CLIENT, flags);
  props[PROP_HEADER] = g_param_spec_object ("header", NULL, NULL, GTK_TYPE_WIDGET, flags);
  props[PROP_AT_NEWEST] = g_param_spec_boolean ("at-newest", NULL, NULL, TRUE,
                                                G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
  g_object_class_override_property (object_class, PROP_HADJUSTMENT, "hadjustment");
  g_object_class_override_property (object_class, PROP_VADJUSTMENT, "vadjustment");
  g_object_class_override_property (object_class, PROP_HSCROLL_POLICY, "hscroll-policy");
  g_object_class_override_property (object_class, PROP_VSCROLL_POLICY, "vscroll-policy");
  older_wanted_signal = g_signal_new ("older-wanted", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                      0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_css_name (widget_class, "transcript");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_LIST);
}

static void
zx_transcript_view_init (ZxTranscriptView *self)
{
  self->rows = g_ptr_array_new ();
  self->tops = g_array_new (FALSE, FALSE, sizeof (int));
  self->at_newest = TRUE;
  set_hadjustment (self, NULL);
  set_vadjustment (self, NULL);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
}

gboolean
zx_transcript_view_get_at_newest (ZxTranscriptView *self)
{
  g_return_val_if_fail (ZX_IS_TRANSCRIPT_VIEW (self), TRUE);

  return self->at_newest;
}

void
zx_transcript_view_go_to_newest (ZxTranscriptView *self)
{
  g_return_if_fail (ZX_IS_TRANSCRIPT_VIEW (self));

  if (get_end (self) < count_items (self))
    show_end (self);
  set_at_newest (self, TRUE);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

guint
zx_transcript_view_get_n_rows (ZxTranscriptView *self)
{
  g_return_val_if_fail (ZX_IS_TRANSCRIPT_VIEW (self), 0);

  return self->rows->len;
}
