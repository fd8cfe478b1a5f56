/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shows one article over the desk. */
#include "zx-article-window.h"

#include <glib/gi18n.h>

struct _ZxArticleWindow {
  AdwWindow parent_instance;

  GtkLabel *title_label; /* these of the template */
  GtkLabel *source;
  GtkTextView *text;
  GtkWidget *insert;

  ZxSuggestion *article; /* owned */
};

G_DEFINE_FINAL_TYPE (ZxArticleWindow, zx_article_window, ADW_TYPE_WINDOW)

static void
insert_cb (ZxArticleWindow *self)
{
  GtkWindow *parent = gtk_window_get_transient_for (GTK_WINDOW (self));

  if (parent != NULL)
    gtk_widget_activate_action (GTK_WIDGET (parent), "panel.insert-text", "s",
                                zx_suggestion_get_answer (self->article));
  gtk_window_close (GTK_WINDOW (self));
}

static void
copy_cb (ZxArticleWindow *self)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)),
                          zx_suggestion_get_answer (self->article));
}

static void
zx_article_window_dispose (GObject *object)
{
  g_clear_object (&ZX_ARTICLE_WINDOW (object)->article);

  G_OBJECT_CLASS (zx_article_window_parent_class)->dispose (object);
}

static void
zx_article_window_class_init (ZxArticleWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = zx_article_window_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/zuoxi/Zuoxi/shell/zx-article-window.ui");
  gtk_widget_class_bind_template_child (widget_class, ZxArticleWindow, title_label);
  gtk_widget_class_bind_template_child (widget_class, ZxArticleWindow, source);
  gtk_widget_class_bind_template_child (widget_class, ZxArticleWindow, text);
  gtk_widget_class_bind_template_child (widget_class, ZxArticleWindow, insert);
  gtk_widget_class_bind_template_callback (widget_class, insert_cb);
  gtk_widget_class_bind_template_callback (widget_class, copy_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
zx_article_window_init (ZxArticleWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWindow *
zx_article_window_new (GtkWindow *parent, ZxSuggestion *article)
{
  ZxArticleWindow *self = g_object_new (ZX_TYPE_ARTICLE_WINDOW, "transient-for", parent, NULL);
  const char *updated = zx_suggestion_get_updated_on (article);
  /* translators: under an article's title; %1$s is its number, %2$s a day */
  g_autofree char *source =
      updated != NULL
          ? g_strdup_printf (_ ("%1$s, updated %2$s"), zx_suggestion_get_ref (article), updated)
          : g_strdup (zx_suggestion_get_ref (article));

  self->article = g_object_ref (article);
  gtk_window_set_title (GTK_WINDOW (self), zx_suggestion_get_title (article));
  gtk_label_set_label (self->title_label, zx_suggestion_get_title (article));
  gtk_label_set_label (self->source, source);
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->text),
                            zx_suggestion_get_answer (article), -1);
  gtk_window_set_focus (GTK_WINDOW (self), self->insert);
  return GTK_WINDOW (self);
}
