/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shows short news over the top of a window. */
#include "zx-toasts.h"

#include <glib/gi18n-lib.h>

struct _ZxToasts {
  AdwBin parent_instance;

  GtkOverlay *overlay;
  GtkBox *box; /* of the toasts that are shown */
};

G_DEFINE_FINAL_TYPE (ZxToasts, zx_toasts, ADW_TYPE_BIN)

enum { PROP_CONTENT = 1, N_PROPS };
static GParamSpec *props[N_PROPS];

/* One that is shown; belongs to its widget. */
typedef struct {
  GtkWidget *widget; /* lent */
  guint seconds, timer_id;
  void (*callback) (gpointer user_data); /* nullable */
  gpointer user_data;
  GDestroyNotify destroy; /* nullable */
} Toast;

static void
toast_free (gpointer data)
{
  Toast *toast = data;

  g_clear_handle_id (&toast->timer_id, g_source_remove);
  if (toast->destroy != NULL)
    toast->destroy (toast->user_data);
  g_free (toast);
}

static void
end_toast (Toast *toast)
{
  gtk_box_remove (GTK_BOX (gtk_widget_get_parent (toast->widget)), toast->widget);
}

static gboolean
time_over_cb (gpointer user_data)
{
  Toast *toast = user_data;

  toast->timer_id = 0;
  end_toast (toast);
  return G_SOURCE_REMOVE;
}

static void
pointed_at_cb (Toast *toast)
{
  g_clear_handle_id (&toast->timer_id, g_source_remove);
}

static void
left_alone_cb (Toast *toast)
{
  g_clear_handle_id (&toast->timer_id, g_source_remove);
  if (toast->seconds > 0)
    toast->timer_id = g_timeout_add_seconds (toast->seconds, time_over_cb, toast);
}

static void
acted_cb (Toast *toast)
{
  g_autoptr (GtkWidget) widget = g_object_ref (toast->widget);

  toast->callback (toast->user_data);
  if (gtk_widget_get_parent (widget) != NULL)
    end_toast (toast);
}

static GtkWidget *
make_label (const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 70);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "heading");
  return label;
}

static void
add_buttons (Toast *toast, const char *label)
{
  GtkWidget *close = gtk_button_new_from_icon_name ("window-close-symbolic");

  if (label != NULL) {
    GtkWidget *button = gtk_button_new_with_mnemonic (label);

    gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
    g_signal_connect_swapped (button, "clicked", G_CALLBACK (acted_cb), toast);
    gtk_box_append (GTK_BOX (toast->widget), button);
  }
  gtk_widget_set_valign (close, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (close, "flat");
  gtk_widget_add_css_class (close, "circular");
  gtk_widget_set_tooltip_text (close, _ ("Close this message"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (close), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Close this message"), -1);
  g_signal_connect_swapped (close, "clicked", G_CALLBACK (end_toast), toast);
  gtk_box_append (GTK_BOX (toast->widget), close);
}

void
zx_toasts_show (ZxToasts *self,
                const char *text,
                guint seconds,
                const char *label,
                void (*callback) (gpointer user_data),
                gpointer user_data,
                GDestroyNotify destroy)
{
  GtkEventController *motion = gtk_event_controller_motion_new ();
  Toast *toast = g_new0 (Toast, 1);

  g_return_if_fail (ZX_IS_TOASTS (self));

  *toast =
      (Toast){.seconds = seconds, .callback = callback, .user_data = user_data, .destroy = destroy};
  toast->widget = g_object_new (GTK_TYPE_BOX, "css-name", "toast", "accessible-role",
                                GTK_ACCESSIBLE_ROLE_ALERT, "halign", GTK_ALIGN_CENTER, NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (toast->widget), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  text, -1);
  g_object_set_data_full (G_OBJECT (toast->widget), "zx-toast", toast, toast_free);
  gtk_box_append (GTK_BOX (toast->widget), make_label (text));
  add_buttons (toast, label);
  g_signal_connect_swapped (motion, "enter", G_CALLBACK (pointed_at_cb), toast);
  g_signal_connect_swapped (motion, "leave", G_CALLBACK (left_alone_cb), toast);
  gtk_widget_add_controller (toast->widget, motion);
  left_alone_cb (toast);
  gtk_box_prepend (self->box, toast->widget);
}

static void
zx_toasts_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch (id) {
  case PROP_CONTENT:
    g_value_set_object (value, gtk_overlay_get_child (ZX_TOASTS (object)->overlay));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
zx_toasts_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  switch (id) {
  case PROP_CONTENT:
    zx_toasts_set_content (ZX_TOASTS (object), g_value_get_object (value));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

/* What a toast's button would act on may hold the window: it ends with its toasts. */
static void
zx_toasts_dispose (GObject *object)
{
  ZxToasts *self = ZX_TOASTS (object);
  GtkWidget *toast;

  while (self->box != NULL && (toast = gtk_widget_get_first_child (GTK_WIDGET (self->box))) != NULL)
    gtk_box_remove (self->box, toast);
  self->box = NULL;

  G_OBJECT_CLASS (zx_toasts_parent_class)->dispose (object);
}

static void
zx_toasts_class_init (ZxToastsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = zx_toasts_get_property;
  object_class->set_property = zx_toasts_set_property;
  object_class->dispose = zx_toasts_dispose;

  props[PROP_CONTENT] =
      g_param_spec_object ("content", NULL, NULL, GTK_TYPE_WIDGET,
                           G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
zx_toasts_init (ZxToasts *self)
{
  self->overlay = GTK_OVERLAY (gtk_overlay_new ());
  self->box = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 0));
  gtk_widget_set_halign (GTK_WIDGET (self->box), GTK_ALIGN_CENTER);
  gtk_widget_set_valign (GTK_WIDGET (self->box), GTK_ALIGN_START);
  gtk_overlay_add_overlay (self->overlay, GTK_WIDGET (self->box));
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->overlay));
}

void
zx_toasts_set_content (ZxToasts *self, GtkWidget *content)
{
  g_return_if_fail (ZX_IS_TOASTS (self));

  if (gtk_overlay_get_child (self->overlay) == content)
    return;
  gtk_overlay_set_child (self->overlay, content);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_CONTENT]);
}

void
zx_toasts_end_lasting (ZxToasts *self)
{
  GtkWidget *widget, *next;

  g_return_if_fail (ZX_IS_TOASTS (self));

  for (widget = gtk_widget_get_first_child (GTK_WIDGET (self->box)); widget != NULL;
       widget = next) {
    Toast *toast = g_object_get_data (G_OBJECT (widget), "zx-toast");

    next = gtk_widget_get_next_sibling (widget);
    if (toast->seconds == 0)
      end_toast (toast);
  }
}
