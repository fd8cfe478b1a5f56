/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a window that shows one thing alone needs to know of it. */
#include "zx-matter.h"

#include "zx-closures.h"

#include <glib/gi18n.h>

enum {
  FIRST_WIDTH = 900, /* pixels, until the agent makes it another size */
  FIRST_HEIGHT = 700,
};

struct _ZxMatter {
  GObject parent_instance;

  ZxClient *client; /* owned */
  char *noun;       /* owned */
  gint64 id;
  GObject *subject; /* owned, null until found */
  char *title;      /* owned, never null once found */
  char *subtitle;   /* owned, nullable */
  char *notice;     /* owned, null while it is under way */
  int width, height;
  gboolean maximized;
};

G_DEFINE_FINAL_TYPE (ZxMatter, zx_matter, G_TYPE_OBJECT)

enum {
  PROP_NOUN = 1,
  PROP_ID,
  PROP_SUBJECT,
  PROP_TITLE,
  PROP_SUBTITLE,
  PROP_NOTICE,
  PROP_WIDTH,
  PROP_HEIGHT,
  PROP_MAXIMIZED,
  N_PROPS
};
static GParamSpec *props[N_PROPS];

static void
set_text (ZxMatter *self, char **text, const char *now, guint prop)
{
  if (g_strcmp0 (*text, now) == 0)
    return;
  g_free (*text);
  *text = g_strdup (now);
  g_object_notify_by_pspec (G_OBJECT (self), props[prop]);
}

static gboolean
is_in_sight (ZxMatter *self)
{
  GListModel *contacts = zx_client_get_contacts (self->client);

  for (guint i = 0; i < g_list_model_get_n_items (contacts); i++) {
    g_autoptr (GObject) contact = g_list_model_get_item (contacts, i);

    if (contact == self->subject)
      return TRUE;
  }
  return FALSE;
}

/* What was said stays readable: closing the window is the agent's. */
static void
refresh (ZxMatter *self)
{
  ZxContact *contact = ZX_CONTACT (self->subject);
  g_autofree char *name =
      zx_words_name (zx_contact_get_name (contact), zx_contact_get_uuid (contact));
  const char *notice = NULL;

  if (zx_matter_is_over (self))
    notice = _ ("This chat is over. What was said stays here until you close the window.");
  else if (!is_in_sight (self))
    notice = _ ("You can no longer see this chat. What was said stays here until you close the "
                "window.");
  set_text (self, &self->title, name, PROP_TITLE);
  set_text (self, &self->subtitle, zx_contact_get_company (contact), PROP_SUBTITLE);
  set_text (self, &self->notice, notice, PROP_NOTICE);
}

static void
zx_matter_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  ZxMatter *self = ZX_MATTER (object);

  switch (id) {
  case PROP_NOUN:
    g_value_set_string (value, self->noun);
    break;
  case PROP_ID:
    g_value_set_int64 (value, self->id);
    break;
  case PROP_SUBJECT:
    g_value_set_object (value, self->subject);
    break;
  case PROP_TITLE:
    g_value_set_string (value, self->title);
    break;
  case PROP_SUBTITLE:
    g_value_set_string (value, self->subtitle);
    break;
  case PROP_NOTICE:
    g_value_set_string (value, self->notice);
    break;
  case PROP_WIDTH:
    g_value_set_int (value, self->width);
    break;
  case PROP_HEIGHT:
    g_value_set_int (value, self->height);
    break;
  default:
    g_value_set_boolean (value, self->maximized);
  }
}

static void
zx_matter_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  ZxMatter *self = ZX_MATTER (object);
  int *number = id == PROP_WIDTH    ? &self->width
                : id == PROP_HEIGHT ? &self->height
                                    : &self->maximized;
  int now = id == PROP_MAXIMIZED ? g_value_get_boolean (value) : g_value_get_int (value);

  if (*number == now)
    return;
  *number = now;
  g_object_notify_by_pspec (object, pspec);
}

static void
zx_matter_finalize (GObject *object)
{
  ZxMatter *self = ZX_MATTER (object);

  g_clear_object (&self->subject);
  g_clear_object (&self->client);
  g_free (self->noun);
  g_free (self->title);
  g_free (self->subtitle);
  g_free (self->notice);

  G_OBJECT_CLASS (zx_matter_parent_class)->finalize (object);
}

static void
zx_matter_class_init (ZxMatterClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = zx_matter_get_property;
  object_class->set_property = zx_matter_set_property;
  object_class->finalize = zx_matter_finalize;

  props[PROP_NOUN] = g_param_spec_string ("noun", NULL, NULL, NULL, flags);
  props[PROP_ID] = g_param_spec_int64 ("id", NULL, NULL, 0, G_MAXINT64, 0, flags);
  props[PROP_SUBJECT] = g_param_spec_object ("subject", NULL, NULL, G_TYPE_OBJECT, flags);
  props[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);
  props[PROP_SUBTITLE] = g_param_spec_string ("subtitle", NULL, NULL, NULL, flags);
  props[PROP_NOTICE] = g_param_spec_string ("notice", NULL, NULL, NULL, flags);
  props[PROP_WIDTH] =
      g_param_spec_int ("width", NULL, NULL, 0, G_MAXINT16, FIRST_WIDTH, flags | G_PARAM_WRITABLE);
  props[PROP_HEIGHT] = g_param_spec_int ("height", NULL, NULL, 0, G_MAXINT16, FIRST_HEIGHT,
                                         flags | G_PARAM_WRITABLE);
  props[PROP_MAXIMIZED] =
      g_param_spec_boolean ("maximized", NULL, NULL, FALSE, flags | G_PARAM_WRITABLE);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
zx_matter_init (ZxMatter *self)
{
  self->width = FIRST_WIDTH;
  self->height = FIRST_HEIGHT;
}

ZxMatter *
zx_matter_new (ZxClient *client, const char *noun, gint64 id)
{
  ZxMatter *self = g_object_new (ZX_TYPE_MATTER, NULL);

  self->client = g_object_ref (client);
  self->noun = g_strdup (noun);
  self->id = id;
  return self;
}

const char *
zx_matter_get_noun (ZxMatter *self)
{
  g_return_val_if_fail (ZX_IS_MATTER (self), NULL);

  return self->noun;
}

gint64
zx_matter_get_id (ZxMatter *self)
{
  g_return_val_if_fail (ZX_IS_MATTER (self), 0);

  return self->id;
}

GObject *
zx_matter_get_subject (ZxMatter *self)
{
  g_return_val_if_fail (ZX_IS_MATTER (self), NULL);

  return self->subject;
}

gboolean
zx_matter_is_over (ZxMatter *self)
{
  g_return_val_if_fail (ZX_IS_MATTER (self), FALSE);

  return self->subject != NULL &&
         zx_contact_state_is_over (zx_contact_get_state (ZX_CONTACT (self->subject)));
}

/* --- finding the subject --- */

static void
take_subject (ZxMatter *self, ZxContact *contact)
{
  self->subject = G_OBJECT (g_object_ref (contact));
  g_signal_connect_object (contact, "notify", G_CALLBACK (refresh), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (zx_client_get_contacts (self->client), "items-changed",
                           G_CALLBACK (refresh), self, G_CONNECT_SWAPPED);
  refresh (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SUBJECT]);
}

static void
found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ZxMatter *self = g_task_get_source_object (task);
  GError *error = NULL;
  g_autoptr (ZxContact) contact =
      zx_client_open_contact_finish (ZX_CLIENT (source), result, &error);

  if (contact == NULL) {
    g_task_return_error (task, error);
    return;
  }
  if (self->subject == NULL)
    take_subject (self, contact);
  g_task_return_boolean (task, TRUE);
}

void
zx_matter_find_async (ZxMatter *self,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  GTask *task;

  g_return_if_fail (ZX_IS_MATTER (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, zx_matter_find_async);
  zx_client_open_contact_async (self->client, self->id, cancellable, found_cb, task);
}

gboolean
zx_matter_find_finish (ZxMatter *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
