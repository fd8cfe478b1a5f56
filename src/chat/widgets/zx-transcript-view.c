/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lays out a window of message rows so that nothing ever jumps under the reader's eyes. */
#include "zx-transcript-view.h"

#include "zx-transcript-pointer.h"
#include "zx-transcript-rows.h"

#define GROW_US 5000 /* a frame may spend so long on new rows */
#define REST_MS 400  /* what lies out of sight waits so long after a conversation was opened */
#define SPACE 12     /* above the first and below the last row */
#define STEP 56      /* one notch of the wheel */

struct _ZxTranscriptView {
  GtkWidget parent_instance;

  GtkWidget *header;     /* child, nullable */
  ZxTranscriptRows rows; /* children */
  GArray *tops;          /* of int: y of each row in the content, as of the last allocation */
  int content_height;    /* as of the last allocation */

  GtkAdjustment *hadjustment; /* owned */
  GtkAdjustment *vadjustment; /* owned */

  gboolean at_newest;     /* stays at the end */
  double anchor_y;        /* distance of rows.anchor, which stays in place, from the upper edge */
  gboolean is_allocating; /* the value changes by our own hand */
  gboolean asked_older;   /* older-wanted was emitted for this length of the model */
  guint grow_tick;
  guint rest_id; /* it has just been opened: what is in sight is painted before anything else */
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

/* Where it is read */

/* Which row is read: the uppermost that is seen. */
static void
note_anchor (ZxTranscriptView *self)
{
  double value = gtk_adjustment_get_value (self->vadjustment);

  self->rows.anchor = NULL;
  for (guint i = 0; i < MIN (self->rows.rows->len, self->tops->len); i++) {
    int bottom = i + 1 < self->tops->len ? g_array_index (self->tops, int, i + 1)
                                         : self->content_height - SPACE;

    if (bottom > value) {
      self->rows.anchor = g_ptr_array_index (self->rows.rows, i);
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
  return self->rows.first > 0 && is_near_top (self);
}

static gboolean
has_newer (ZxTranscriptView *self)
{
  return zx_transcript_rows_get_end (&self->rows) < zx_transcript_rows_count_items (&self->rows);
}

static gboolean
can_grow_down (ZxTranscriptView *self)
{
  return has_newer (self) && is_near_bottom (self);
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
    if (up)
      zx_transcript_rows_add_older (&self->rows);
    else
      zx_transcript_rows_add_newer (&self->rows);
  } while (g_get_monotonic_time () < until && (up ? self->rows.first > 0 : has_newer (self)));
  while (self->rows.rows->len > ZX_TRANSCRIPT_MOST_ROWS && up)
    zx_transcript_rows_drop_newest (&self->rows);
  while (self->rows.rows->len > ZX_TRANSCRIPT_MOST_ROWS)
    zx_transcript_rows_drop_oldest (&self->rows);

  gtk_widget_queue_resize (widget);
  return G_SOURCE_CONTINUE;
}

static void
look_at_edges (ZxTranscriptView *self)
{
  if (self->rows.model == NULL || self->rows.rows->len == 0 ||
      (self->rest_id != 0 && self->content_height > gtk_widget_get_height (GTK_WIDGET (self))))
    return;
  if (self->grow_tick == 0 && (can_grow_up (self) || can_grow_down (self)))
    self->grow_tick = gtk_widget_add_tick_callback (GTK_WIDGET (self), grow_cb, NULL, NULL);
  if (self->rows.first == 0 && is_near_top (self) && !self->asked_older) {
    self->asked_older = TRUE;
    g_signal_emit (self, older_wanted_signal, 0);
  }
}

static gboolean
rested_cb (gpointer user_data)
{
  ZxTranscriptView *self = user_data;

  self->rest_id = 0;
  look_at_edges (self);
  return G_SOURCE_REMOVE;
}

/* The newest messages, as many as are in sight. Rows beyond that would only delay the first frame;
 * fewer would be seen to come. */
static void
show_end (ZxTranscriptView *self)
{
  int width = gtk_widget_get_width (GTK_WIDGET (self)), missing;

  zx_transcript_rows_show_end (&self->rows);
  missing = gtk_widget_get_height (GTK_WIDGET (self));
  for (guint i = 0; i < self->rows.rows->len; i++)
    missing -= measure_height (g_ptr_array_index (self->rows.rows, i), width);
  while (missing > 0 && self->rows.first > 0) {
    zx_transcript_rows_add_older (&self->rows);
    missing -= measure_height (g_ptr_array_index (self->rows.rows, 0), width);
  }
  g_clear_handle_id (&self->rest_id, g_source_remove);
  self->rest_id = g_timeout_add (REST_MS, rested_cb, self);
}

/* Changes of the model */

static void
items_changed_cb (ZxTranscriptView *self, guint position, guint removed, guint added)
{
  self->asked_older = FALSE;
  if (self->rows.rows->len == 0)
    show_end (self);
  else
    zx_transcript_rows_follow (&self->rows, position, removed, added, self->at_newest);
}

static void
set_model (ZxTranscriptView *self, GListModel *model)
{
  if (self->rows.model == model)
    return;
  if (self->rows.model != NULL)
    g_signal_handlers_disconnect_by_func (self->rows.model, items_changed_cb, self);
  zx_transcript_rows_remove_all (&self->rows);
  g_set_object (&self->rows.model, model);
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
  self->header = self->rows.header = header;
  if (header != NULL)
    gtk_widget_insert_after (header, GTK_WIDGET (self), NULL);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

/* Layout */

static gboolean
shows_header (ZxTranscriptView *self)
{
  return self->header != NULL && self->rows.first == 0 && gtk_widget_get_visible (self->header);
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
  for (guint i = 0; i < self->rows.rows->len; i++) {
    ZxMessageRow *row = g_ptr_array_index (self->rows.rows, i);

    g_array_append_val (self->tops, y);
    if (row == self->rows.anchor)
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
  for (guint i = 0; i < self->rows.rows->len; i++) {
    int top = g_array_index (self->tops, int, i);
    int bottom = i + 1 < self->rows.rows->len ? g_array_index (self->tops, int, i + 1) : y;

    place_child (g_ptr_array_index (self->rows.rows, i), top - (int) value + shift, width,
                 bottom - top, height);
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
  g_clear_handle_id (&self->rest_id, g_source_remove); /* somebody scrolls: he wants more */
  set_at_newest (self, value >= end - 1 && !has_newer (self));
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
  for (guint i = 0; i < self->rows.rows->len; i++) {
    int least, wanted;

    gtk_widget_measure (g_ptr_array_index (self->rows.rows, i), orientation, -1, &least, &wanted,
                        NULL, NULL);
    *minimum = MAX (*minimum, least);
    *natural = MAX (*natural, wanted);
  }
}

static void
zx_transcript_view_map (GtkWidget *widget)
{
  zx_transcript_rows_look_at_day (&ZX_TRANSCRIPT_VIEW (widget)->rows);
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

  for (guint i = 0; focus != NULL && i < self->rows.rows->len; i++)
    if (g_ptr_array_index (self->rows.rows, i) == focus)
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

  if (index < 0 || index >= (int) self->rows.rows->len)
    return FALSE;
  row = g_ptr_array_index (self->rows.rows, index);
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
    return focus_row (self, self->rows.rows->len - 1);
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
    g_value_set_object (value, self->rows.model);
    break;
  case PROP_CLIENT:
    g_value_set_object (value, self->rows.client);
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
    g_set_object (&self->rows.client, g_value_get_object (value));
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
  g_clear_handle_id (&self->rest_id, g_source_remove);
  zx_transcript_rows_clear (&self->rows);
  g_clear_pointer (&self->header, gtk_widget_unparent);
  g_clear_object (&self->hadjustment);
  g_clear_object (&self->vadjustment);

  G_OBJECT_CLASS (zx_transcript_view_parent_class)->dispose (object);
}

static void
zx_transcript_view_finalize (GObject *object)
{
  ZxTranscriptView *self = ZX_TRANSCRIPT_VIEW (object);

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
  zx_transcript_rows_init (&self->rows, GTK_WIDGET (self));
  self->tops = g_array_new (FALSE, FALSE, sizeof (int));
  self->at_newest = TRUE;
  set_hadjustment (self, NULL);
  set_vadjustment (self, NULL);
  zx_transcript_pointer_add (GTK_WIDGET (self));
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

  if (has_newer (self))
    show_end (self);
  set_at_newest (self, TRUE);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

static guint
find_position (ZxTranscriptView *self, ZxMessage *message)
{
  guint n = zx_transcript_rows_count_items (&self->rows);

  for (guint i = n; i > 0; i--) {
    g_autoptr (ZxMessage) there = g_list_model_get_item (self->rows.model, i - 1);

    if (there == message)
      return i - 1;
  }
  return GTK_INVALID_LIST_POSITION;
}

gboolean
zx_transcript_view_show_message (ZxTranscriptView *self, ZxMessage *message, gboolean take_focus)
{
  double page = gtk_adjustment_get_page_size (self->vadjustment);
  guint position;
  int index;

  g_return_val_if_fail (ZX_IS_TRANSCRIPT_VIEW (self), FALSE);

  position = find_position (self, message);
  if (position == GTK_INVALID_LIST_POSITION)
    return FALSE;
  index = zx_transcript_rows_find (&self->rows, message);
  if (index < 0) {
    zx_transcript_rows_show_round (&self->rows, position);
    index = zx_transcript_rows_find (&self->rows, message);
  }
  if (position + 1 == zx_transcript_rows_count_items (&self->rows)) {
    zx_transcript_view_go_to_newest (self);
  } else {
    set_at_newest (self, FALSE);
    self->rows.anchor = g_ptr_array_index (self->rows.rows, index);
    self->anchor_y = page / 3;
    gtk_widget_queue_resize (GTK_WIDGET (self));
  }
  if (take_focus) {
    gtk_widget_set_child_visible (g_ptr_array_index (self->rows.rows, index), TRUE);
    gtk_widget_grab_focus (g_ptr_array_index (self->rows.rows, index));
  }
  return TRUE;
}

void
zx_transcript_view_set_new_after (ZxTranscriptView *self, gint64 id)
{
  g_return_if_fail (ZX_IS_TRANSCRIPT_VIEW (self));

  zx_transcript_rows_set_new_after (&self->rows, id);
}

void
zx_transcript_view_set_find (ZxTranscriptView *self, const char *text)
{
  g_return_if_fail (ZX_IS_TRANSCRIPT_VIEW (self));

  zx_transcript_rows_set_find (&self->rows, text);
}

gboolean
zx_transcript_view_is_in_sight (ZxTranscriptView *self, ZxMessage *message)
{
  double value, page;
  int index;

  g_return_val_if_fail (ZX_IS_TRANSCRIPT_VIEW (self), FALSE);

  value = gtk_adjustment_get_value (self->vadjustment);
  page = gtk_adjustment_get_page_size (self->vadjustment);
  index = zx_transcript_rows_find (&self->rows, message);
  return index >= 0 && index < (int) self->tops->len &&
         g_array_index (self->tops, int, index) >= value &&
         g_array_index (self->tops, int, index) < value + page;
}

guint
zx_transcript_view_get_n_rows (ZxTranscriptView *self)
{
  g_return_val_if_fail (ZX_IS_TRANSCRIPT_VIEW (self), 0);

  return self->rows.rows->len;
}
