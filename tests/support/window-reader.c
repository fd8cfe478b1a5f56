/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads windows for reader.py as a screen reader would (AT-SPI), a whole program in one question:
 *   window-reader ADDRESS      ADDRESS: of the accessibility bus
 * A line on stdin is a program's name on the bus. The answer is a line with the number of bytes
 * that follow; in them five fields an object (depth, path, role, states, name), each ended by a
 * zero byte, in reading order. Nothing follows when the program is gone. libdbus by itself: GDBus
 * takes ten times as long for a question. */
#include <dbus/dbus.h>
#include <glib.h>
#include <stdio.h>
#include <string.h>

#define ROOT "/org/a11y/atspi/accessible/root"
#define ACCESSIBLE "org.a11y.atspi.Accessible"
#define PATIENCE_MS 60000
#define VISIBLE (G_GUINT64_CONSTANT (1) << 30) /* ATSPI_STATE_VISIBLE */

typedef struct {
  DBusConnection *bus; /* not owned */
  const char *program;
  GHashTable *objects; /* path (not owned) → Object (owned) */
  GArray *questions;   /* of Question: those that wait for an answer */
} Reading;

typedef struct {
  char *path; /* owned */
  char *name; /* owned, null: not known */
  guint32 role;
  guint64 states;
  gboolean has_role, has_states;
  gint32 count;        /* of children by GTK's list; -1: not on it */
  gboolean met;        /* its parent told of it */
  char *box;           /* owned, null: not told */
  GPtrArray *children; /* paths (owned), null: not told */
  GPtrArray *below;    /* of Object, not owned; null: not shown */
} Object;

typedef void (*Take) (Object *object, DBusMessageIter *answer);

typedef struct {
  DBusPendingCall *call; /* owned */
  Object *object;
  Take take;
} Question;

static void
object_free (gpointer data)
{
  Object *object = data;

  g_clear_pointer (&object->children, g_ptr_array_unref);
  g_clear_pointer (&object->below, g_ptr_array_unref);
  g_free (object->path);
  g_free (object->name);
  g_free (object->box);
  g_free (object);
}

static Object *
object_at (Reading *reading, const char *path)
{
  Object *object = g_hash_table_lookup (reading->objects, path);

  if (object == NULL) {
    object = g_new0 (Object, 1);
    object->path = g_strdup (path);
    object->count = -1;
    g_hash_table_insert (reading->objects, object->path, object);
  }
  return object;
}

static gboolean
is_known (const Object *object)
{
  return object->name != NULL && object->has_role && object->has_states;
}

/* --- answers --- */

/* What stands here, and goes on. */
static const char *
next_string (DBusMessageIter *iter)
{
  const char *string = "";
  int type = dbus_message_iter_get_arg_type (iter);

  if (type == DBUS_TYPE_STRING || type == DBUS_TYPE_OBJECT_PATH)
    dbus_message_iter_get_basic (iter, &string);
  dbus_message_iter_next (iter);
  return string;
}

static guint32
next_number (DBusMessageIter *iter)
{
  guint32 number = 0;
  int type = dbus_message_iter_get_arg_type (iter);

  if (type == DBUS_TYPE_UINT32 || type == DBUS_TYPE_INT32)
    dbus_message_iter_get_basic (iter, &number);
  dbus_message_iter_next (iter);
  return number;
}

/* The path of a (so) that stands here: a program and an object of it. */
static const char *
next_reference (DBusMessageIter *iter)
{
  DBusMessageIter pair;

  dbus_message_iter_recurse (iter, &pair);
  dbus_message_iter_next (iter);
  next_string (&pair);
  return next_string (&pair);
}

static void
take_name (Object *object, DBusMessageIter *answer)
{
  DBusMessageIter value;

  dbus_message_iter_recurse (answer, &value);
  g_free (object->name);
  object->name = g_strdup (next_string (&value));
}

static void
take_role (Object *object, DBusMessageIter *answer)
{
  object->role = next_number (answer);
  object->has_role = TRUE;
}

static void
take_states (Object *object, DBusMessageIter *answer)
{
  DBusMessageIter words;
  guint64 low;

  dbus_message_iter_recurse (answer, &words);
  dbus_message_iter_next (answer);
  low = next_number (&words);
  object->states = low | (guint64) next_number (&words) << 32;
  object->has_states = TRUE;
}

static void
take_children (Object *object, DBusMessageIter *answer)
{
  DBusMessageIter children;

  object->children = g_ptr_array_new_with_free_func (g_free);
  dbus_message_iter_recurse (answer, &children);
  while (dbus_message_iter_get_arg_type (&children) == DBUS_TYPE_STRUCT)
    g_ptr_array_add (object->children, g_strdup (next_reference (&children)));
}

static void
take_box (Object *object, DBusMessageIter *answer)
{
  DBusMessageIter sides;
  gint32 side[4];

  dbus_message_iter_recurse (answer, &sides);
  for (guint i = 0; i < G_N_ELEMENTS (side); i++)
    side[i] = (gint32) next_number (&sides);
  g_free (object->box);
  object->box = g_strdup_printf ("%d %d %d %d", side[0], side[1], side[2], side[3]);
}

/* --- questions --- */

static DBusMessage *
new_question (const Reading *reading, const char *path, const char *interface, const char *method)
{
  return dbus_message_new_method_call (reading->program, path, interface, method);
}

/* Takes the message. */
static void
ask (Reading *reading, Object *object, DBusMessage *message, Take take)
{
  Question question = {NULL, object, take};

  if (dbus_connection_send_with_reply (reading->bus, message, &question.call, PATIENCE_MS) &&
      question.call != NULL)
    g_array_append_val (reading->questions, question);
  dbus_message_unref (message);
}

static void
wait_answered (Reading *reading)
{
  for (guint i = 0; i < reading->questions->len; i++) {
    Question *question = &g_array_index (reading->questions, Question, i);
    DBusMessage *reply;
    DBusMessageIter answer;

    dbus_pending_call_block (question->call);
    reply = dbus_pending_call_steal_reply (question->call);
    if (dbus_message_get_type (reply) == DBUS_MESSAGE_TYPE_METHOD_RETURN &&
        dbus_message_iter_init (reply, &answer))
      question->take (question->object, &answer); /* else it is gone */
    dbus_message_unref (reply);
    dbus_pending_call_unref (question->call);
  }
  g_array_set_size (reading->questions, 0);
}

static void
ask_what (Reading *reading, Object *object)
{
  const char *interface = ACCESSIBLE, *name = "Name";
  DBusMessage *get = new_question (reading, object->path, "org.freedesktop.DBus.Properties", "Get");

  dbus_message_append_args (get, DBUS_TYPE_STRING, &interface, DBUS_TYPE_STRING, &name,
                            DBUS_TYPE_INVALID);
  ask (reading, object, get, take_name);
  ask (reading, object, new_question (reading, object->path, ACCESSIBLE, "GetRole"), take_role);
  ask (reading, object, new_question (reading, object->path, ACCESSIBLE, "GetState"), take_states);
}

static void
ask_children (Reading *reading, Object *object)
{
  object->below = g_ptr_array_new ();
  if (object->count != 0)
    ask (reading, object, new_question (reading, object->path, ACCESSIBLE, "GetChildren"),
         take_children);
}

static void
ask_box (Reading *reading, Object *object)
{
  const guint32 window = 1; /* ATSPI_COORD_TYPE_WINDOW */
  DBusMessage *question =
      new_question (reading, object->path, "org.a11y.atspi.Component", "GetExtents");

  dbus_message_append_args (question, DBUS_TYPE_UINT32, &window, DBUS_TYPE_INVALID);
  ask (reading, object, question, take_box);
}

/* --- a reading --- */

/* A row of GTK's list: itself, program, parent, place, count, interfaces, name, role, description,
 * states. */
static void
take_row (Reading *reading, DBusMessageIter *row)
{
  const char *path = next_reference (row);
  Object *object;

  if (strcmp (path, ROOT) == 0)
    return; /* of that it knows too little */
  object = object_at (reading, path);
  for (int i = 0; i < 3; i++)
    dbus_message_iter_next (row);
  object->count = (gint32) next_number (row);
  dbus_message_iter_next (row);
  g_free (object->name);
  object->name = g_strdup (next_string (row));
  take_role (object, row);
  dbus_message_iter_next (row);
  take_states (object, row);
}

/* GTK keeps a list of its accessible objects for screen readers: most of the answers in one. */
static gboolean
take_list (Reading *reading)
{
  DBusMessage *question =
      new_question (reading, "/org/a11y/atspi/cache", "org.a11y.atspi.Cache", "GetItems");
  DBusMessage *reply =
      dbus_connection_send_with_reply_and_block (reading->bus, question, PATIENCE_MS, NULL);
  DBusMessageIter answer, rows, row;

  dbus_message_unref (question);
  if (reply == NULL)
    return FALSE;
  if (dbus_message_has_signature (reply, "a((so)(so)(so)iiassusau)") &&
      dbus_message_iter_init (reply, &answer)) {
    dbus_message_iter_recurse (&answer, &rows);
    for (; dbus_message_iter_get_arg_type (&rows) == DBUS_TYPE_STRUCT;
         dbus_message_iter_next (&rows)) {
      dbus_message_iter_recurse (&rows, &row);
      take_row (reading, &row);
    }
  }
  dbus_message_unref (reply);
  return TRUE;
}

/* The objects of the next depth. What moves while it is being asked for is met twice and counts
 * once, else two that seem to hold each other would never end. */
static void
take_below (Reading *reading, Object *object, GPtrArray *next)
{
  for (guint i = 0; object->children != NULL && i < object->children->len; i++) {
    Object *child = object_at (reading, object->children->pdata[i]);

    if (!child->met) {
      child->met = TRUE;
      g_ptr_array_add (object->below, child);
      g_ptr_array_add (next, child);
    }
  }
}

/* Each object is asked for its children, one depth after the other: the list has no object before
 * its parent was asked for it, and keeps hidden ones. */
static void
read_shown (Reading *reading)
{
  GPtrArray *objects = g_ptr_array_new ();
  Object *root = object_at (reading, ROOT);

  root->met = TRUE;
  g_ptr_array_add (objects, root);
  for (int depth = 0; objects->len > 0; depth++) {
    GPtrArray *next = g_ptr_array_new ();

    for (guint i = 0; i < objects->len; i++)
      if (!is_known (objects->pdata[i]))
        ask_what (reading, objects->pdata[i]);
    wait_answered (reading);
    for (guint i = 0; i < objects->len; i++) {
      Object *object = objects->pdata[i];

      if (is_known (object) && (depth < 2 || (object->states & VISIBLE)))
        ask_children (reading, object);
    }
    wait_answered (reading);
    for (guint i = 0; i < objects->len; i++)
      take_below (reading, objects->pdata[i], next);
    g_ptr_array_unref (objects);
    objects = next;
  }
  g_ptr_array_unref (objects);
}

static void
read_boxes (Reading *reading)
{
  GHashTableIter iter;
  gpointer object;

  g_hash_table_iter_init (&iter, reading->objects);
  while (g_hash_table_iter_next (&iter, NULL, &object))
    if (((Object *) object)->below != NULL)
      ask_box (reading, object);
  wait_answered (reading);
}

static void
write_down (const Object *object, int depth, GString *out)
{
  if (object->below == NULL)
    return;
  g_string_append_printf (out, "%d%c%s%c%u%c%" G_GUINT64_FORMAT "%c%s%c%s%c", depth, 0,
                          object->path, 0, object->role, 0, object->states, 0, object->name, 0,
                          object->box != NULL ? object->box : "", 0);
  for (guint i = 0; i < object->below->len; i++)
    write_down (object->below->pdata[i], depth + 1, out);
}

static GString *
read_program (DBusConnection *bus, const char *program, gboolean boxes)
{
  GString *out = g_string_new (NULL);
  Reading reading = {bus, program,
                     g_hash_table_new_full (g_str_hash, g_str_equal, NULL, object_free),
                     g_array_new (FALSE, FALSE, sizeof (Question))};

  if (dbus_validate_bus_name (program, NULL) && take_list (&reading)) {
    read_shown (&reading);
    if (boxes)
      read_boxes (&reading);
    write_down (object_at (&reading, ROOT), 0, out);
  }
  g_array_unref (reading.questions);
  g_hash_table_unref (reading.objects);
  return out;
}

int
main (int argc, char **argv)
{
  DBusConnection *bus = argc == 2 ? dbus_connection_open_private (argv[1], NULL) : NULL;
  char line[256];

  if (bus == NULL || !dbus_bus_register (bus, NULL)) {
    fputs ("window-reader: there is no accessibility bus at the address given\n", stderr);
    return 1;
  }
  dbus_connection_set_exit_on_disconnect (bus, FALSE);
  while (fgets (line, sizeof line, stdin) != NULL) {
    char *boxes = strchr (g_strchomp (line), ' ');
    GString *out;

    if (boxes != NULL)
      *boxes = '\0';
    out = read_program (bus, line, boxes != NULL);

    printf ("%" G_GSIZE_FORMAT "\n", out->len);
    fwrite (out->str, 1, out->len, stdout);
    fflush (stdout);
    g_string_free (out, TRUE);
  }
  return 0;
}
