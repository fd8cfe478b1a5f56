/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Says that something is open in its own window, and leads there. */
#include "zx-elsewhere-page.h"

#include <glib/gi18n.h>

struct _ZxElsewherePage {
  AdwBin parent_instance;

  AdwStatusPage *page; /* these of the template */
  GtkWidget *show;
  GtkWidget *bring_back;
};

G_DEFINE_FINAL_TYPE (ZxElsewherePage, zx_elsewhere_page, ADW_TYPE_BIN)

static void
zx_elsewhere_page_class_init (ZxElsewherePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/zuoxi/Zuoxi/widgets/zx-elsewhere-page.ui");
  gtk_widget_class_bind_template_child (widget_class, ZxElsewherePage, page);
  gtk_widget_class_bind_template_child (widget_class, ZxElsewherePage, show);
  gtk_widget_class_bind_template_child (widget_class, ZxElsewherePage, bring_back);
}

static void
zx_elsewhere_page_init (ZxElsewherePage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
zx_elsewhere_page_set_thing (ZxElsewherePage *self, const char *noun, gint64 id, const char *name)
{
  g_autofree char *title = NULL;

  g_return_if_fail (ZX_IS_ELSEWHERE_PAGE (self));

  /* translators: %s is a customer, whose chat has a window of its own */
  title = g_strdup_printf (_ ("%s is open in its own window"), name);
  adw_status_page_set_title (self->page, title);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->show), "(sx)", noun, id);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->bring_back), "(sx)", noun, id);
}

void
zx_elsewhere_page_take_focus (ZxElsewherePage *self)
{
  g_return_if_fail (ZX_IS_ELSEWHERE_PAGE (self));

  gtk_widget_grab_focus (self->show);
}
