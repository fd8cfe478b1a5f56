/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shows a picture large, zooms it, and walks to the ones beside it. */
#include "zx-picture-dialog.h"

#include "zx-message-files.h"
#include "zx-picture-loader.h"
#include "zx-toasts.h"

#include <glib/gi18n.h>

#define STEP 1.25
#define LEAST 0.1
#define MOST 8.0

struct _ZxPictureDialog {
  AdwWindow parent_instance;

  AdwWindowTitle *title; /* these of the template */
  GtkScrolledWindow *scroller;
  GtkPicture *picture;
  GtkLabel *trouble;

  ZxClient *client;      /* owned */
  GPtrArray *pictures;   /* owned, of ZxFile */
  guint place;           /* of what is shown */
  GCancellable *loading; /* owned, nullable */
  double zoom;           /* 0: as large as the window */
};

G_DEFINE_FINAL_TYPE (ZxPictureDialog, zx_picture_dialog, ADW_TYPE_WINDOW)

static ZxFile *
get_file (ZxPictureDialog *self)
{
  return g_ptr_array_index (self->pictures, self->place);
}

static void
show_zoom (ZxPictureDialog *self)
{
  GdkPaintable *paintable = gtk_picture_get_paintable (self->picture);
  GtkPolicyType policy = self->zoom > 0 ? GTK_POLICY_AUTOMATIC : GTK_POLICY_NEVER;
  int width = -1, height = -1;

  if (paintable != NULL && self->zoom > 0) {
    width = (int) (gdk_paintable_get_intrinsic_width (paintable) * self->zoom);
    height = (int) (gdk_paintable_get_intrinsic_height (paintable) * self->zoom);
  }
  gtk_scrolled_window_set_policy (self->scroller, policy, policy);
  gtk_widget_set_size_request (GTK_WIDGET (self->picture), width, height);
}

/* What "as large as the window" is as a number, to go on from. */
static double
get_zoom (ZxPictureDialog *self)
{
  GdkPaintable *paintable = gtk_picture_get_paintable (self->picture);
  double width, height;

  if (self->zoom > 0 || paintable == NULL)
    return self->zoom > 0 ? self->zoom : 1;
  width = gtk_widget_get_width (GTK_WIDGET (self->picture)) /
          (double) MAX (1, gdk_paintable_get_intrinsic_width (paintable));
  height = gtk_widget_get_height (GTK_WIDGET (self->picture)) /
           (double) MAX (1, gdk_paintable_get_intrinsic_height (paintable));
  return MIN (1, MIN (width, height));
}

static void
zoom_by (ZxPictureDialog *self, double factor)
{
  self->zoom = CLAMP (get_zoom (self) * factor, LEAST, MOST);
  show_zoom (self);
}

static void
zoom_in (GtkWidget *widget, const char *action, GVariant *parameter)
{
  zoom_by (ZX_PICTURE_DIALOG (widget), STEP);
}

static void
zoom_out (GtkWidget *widget, const char *action, GVariant *parameter)
{
  zoom_by (ZX_PICTURE_DIALOG (widget), 1 / STEP);
}

static void
zoom_fit (GtkWidget *widget, const char *action, GVariant *parameter)
{
  ZX_PICTURE_DIALOG (widget)->zoom = 0;
  show_zoom (ZX_PICTURE_DIALOG (widget));
}

static gboolean
scroll_cb (ZxPictureDialog *self, double dx, double dy, GtkEventControllerScroll *controller)
{
  GdkModifierType modifiers =
      gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (controller));

  if ((modifiers & GDK_CONTROL_MASK) == 0)
    return GDK_EVENT_PROPAGATE;
  zoom_by (self, dy < 0 ? STEP : 1 / STEP);
  return GDK_EVENT_STOP;
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ZxPictureDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GdkTexture) texture = zx_picture_load_finish (result, &error);
  g_autofree char *why = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->picture == NULL)
    return;
  if (texture == NULL)
    why = zx_error_describe (error);
  gtk_picture_set_paintable (self->picture, texture != NULL ? GDK_PAINTABLE (texture) : NULL);
  gtk_label_set_label (self->trouble, why != NULL ? why : "");
  gtk_widget_set_visible (GTK_WIDGET (self->trouble), why != NULL);
  show_zoom (self);
}

static void
show_file (ZxPictureDialog *self, guint place)
{
  ZxFile *file;
  g_autofree char *words = NULL;

  self->place = place;
  self->zoom = 0;
  file = get_file (self);
  words = zx_file_words (file);
  adw_window_title_set_title (self->title, zx_file_get_name (file));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->picture), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  zx_file_get_name (file), -1);
  adw_window_title_set_subtitle (self->title, words);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->picture), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  zx_file_get_name (file), -1);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "picture.previous", place > 0);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "picture.next",
                                 place + 1 < self->pictures->len);
  gtk_picture_set_paintable (self->picture, NULL);
  g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
  self->loading = g_cancellable_new ();
  zx_picture_load_async (self->client, file, FALSE, self->loading, loaded_cb, g_object_ref (self));
}

static void
previous (GtkWidget *widget, const char *action, GVariant *parameter)
{
  ZxPictureDialog *self = ZX_PICTURE_DIALOG (widget);

  if (self->place > 0)
    show_file (self, self->place - 1);
}

static void
next (GtkWidget *widget, const char *action, GVariant *parameter)
{
  ZxPictureDialog *self = ZX_PICTURE_DIALOG (widget);

  if (self->place + 1 < self->pictures->len)
    show_file (self, self->place + 1);
}

static void
save (GtkWidget *widget, const char *action, GVariant *parameter)
{
  ZxPictureDialog *self = ZX_PICTURE_DIALOG (widget);

  zx_file_save_as (GTK_WIDGET (self->scroller), self->client, get_file (self));
}

static void
zx_picture_dialog_dispose (GObject *object)
{
  ZxPictureDialog *self = ZX_PICTURE_DIALOG (object);

  g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
  g_clear_pointer (&self->pictures, g_ptr_array_unref);
  g_clear_object (&self->client);
  adw_window_set_content (ADW_WINDOW (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), ZX_TYPE_PICTURE_DIALOG);

  G_OBJECT_CLASS (zx_picture_dialog_parent_class)->dispose (object);
}

/* An arrow leads to where it points: from right to left the next one stands at the left. Before the
 * window itself hears of it, which would move the keyboard on. */
static gboolean
key_pressed_cb (ZxPictureDialog *self, guint key, guint keycode, GdkModifierType state)
{
  gboolean is_mirrored = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
  gboolean is_next = (key == GDK_KEY_Right) != is_mirrored;

  if ((key != GDK_KEY_Left && key != GDK_KEY_Right) ||
      (state & gtk_accelerator_get_default_mod_mask ()) != 0)
    return GDK_EVENT_PROPAGATE;
  gtk_widget_activate_action (GTK_WIDGET (self), is_next ? "picture.next" : "picture.previous",
                              NULL);
  return GDK_EVENT_STOP;
}

static void
add_arrows (ZxPictureDialog *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}

static void
bind_keys (GtkWidgetClass *widget_class)
{
  static const struct {
    guint key;
    GdkModifierType modifiers;
    const char *action;
  } keys[] = {
      {GDK_KEY_plus, GDK_CONTROL_MASK, "picture.zoom-in"},
      {GDK_KEY_equal, GDK_CONTROL_MASK, "picture.zoom-in"},
      {GDK_KEY_minus, GDK_CONTROL_MASK, "picture.zoom-out"},
      {GDK_KEY_0, GDK_CONTROL_MASK, "picture.zoom-fit"},
      {GDK_KEY_s, GDK_CONTROL_MASK, "picture.save"},
      {GDK_KEY_Escape, 0, "window.close"},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    gtk_widget_class_add_binding_action (widget_class, keys[i].key, keys[i].modifiers,
                                         keys[i].action, NULL);
}

static void
zx_picture_dialog_class_init (ZxPictureDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = zx_picture_dialog_dispose;

  g_type_ensure (ZX_TYPE_TOASTS);
  gtk_widget_class_install_action (widget_class, "picture.previous", NULL, previous);
  gtk_widget_class_install_action (widget_class, "picture.next", NULL, next);
  gtk_widget_class_install_action (widget_class, "picture.zoom-in", NULL, zoom_in);
  gtk_widget_class_install_action (widget_class, "picture.zoom-out", NULL, zoom_out);
  gtk_widget_class_install_action (widget_class, "picture.zoom-fit", NULL, zoom_fit);
  gtk_widget_class_install_action (widget_class, "picture.save", NULL, save);
  bind_keys (widget_class);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/zuoxi/Zuoxi/chat/zx-picture-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, ZxPictureDialog, title);
  gtk_widget_class_bind_template_child (widget_class, ZxPictureDialog, scroller);
  gtk_widget_class_bind_template_child (widget_class, ZxPictureDialog, picture);
  gtk_widget_class_bind_template_child (widget_class, ZxPictureDialog, trouble);
  gtk_widget_class_bind_template_callback (widget_class, scroll_cb);
}

static void
zx_picture_dialog_init (ZxPictureDialog *self)
{
  self->pictures = g_ptr_array_new_with_free_func (g_object_unref);
  gtk_widget_init_template (GTK_WIDGET (self));
  add_arrows (self);
}

void
zx_picture_dialog_open (GtkWidget *widget, ZxClient *client, GListModel *files, ZxFile *file)
{
  ZxPictureDialog *self =
      g_object_new (ZX_TYPE_PICTURE_DIALOG, "transient-for", gtk_widget_get_root (widget), NULL);
  guint place = 0;

  self->client = g_object_ref (client);
  for (guint i = 0; i < g_list_model_get_n_items (files); i++) {
    g_autoptr (ZxFile) other = g_list_model_get_item (files, i);

    if (other == file)
      place = self->pictures->len;
    if (zx_file_get_is_picture (other))
      g_ptr_array_add (self->pictures, g_steal_pointer (&other));
  }
  show_file (self, place);
  gtk_window_present (GTK_WINDOW (self));
}
