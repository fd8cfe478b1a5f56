/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Looks at windows of this X display and says when their pixels changed, so that a program can be
 * timed from outside. Takes one command a line and answers one JSON object a line:
 *
 *   open SECONDS QUIET_MS LEAST                 the next top-level window that is mapped, whole
 *   watch SECONDS QUIET_MS LEAST X Y W H …      places of that window
 *
 * Both say {"waiting":true} when they have begun, then look until every place has changed by at
 * least LEAST pixels and QUIET_MS have passed without such a change. Times are CLOCK_MONOTONIC in
 * milliseconds: those at which the server told of the damage, before the pixels were read. */
#include <X11/Xlib.h>
#include <X11/Xutil.h>
#include <X11/extensions/XShm.h>
#include <X11/extensions/Xdamage.h>
#include <math.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/shm.h>
#include <time.h>

enum { LEAST_WIDTH = 300, MOST_PLACES = 8, BYTES = 4, ROUNDING = 2 };

typedef struct {
  int x, y, width, height;
  XImage *image;           /* owned: what it shows now */
  XShmSegmentInfo segment; /* of image */
  uint32_t *before;        /* owned: what it showed at the last change */
  double first, last;      /* when it changed; 0: not yet */
  int changes;
} Place;

static Display *display;
static int damage_event;
static Window window;
static Damage damage;
static Place places[MOST_PLACES];
static int n_places;

static double
now_ms (void)
{
  struct timespec now;

  clock_gettime (CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1e3 + now.tv_nsec / 1e6;
}

static void
forget_places (void)
{
  for (int i = 0; i < n_places; i++) {
    XShmDetach (display, &places[i].segment);
    XDestroyImage (places[i].image);
    shmdt (places[i].segment.shmaddr);
    free (places[i].before);
  }
  memset (places, 0, sizeof places);
  n_places = 0;
}

static int
look (Place *place)
{
  return XShmGetImage (display, window, place->image, place->x, place->y, AllPlanes);
}

static int
add_place (int x, int y, int width, int height)
{
  Place *place = &places[n_places];
  size_t size = (size_t) width * height * BYTES;
  int screen = DefaultScreen (display);

  if (n_places == MOST_PLACES || width < 1 || height < 1)
    return 0;
  *place = (Place){.x = x, .y = y, .width = width, .height = height};
  place->image =
      XShmCreateImage (display, DefaultVisual (display, screen), DefaultDepth (display, screen),
                       ZPixmap, NULL, &place->segment, width, height);
  if (place->image == NULL || place->image->bytes_per_line != width * BYTES)
    return 0;
  place->segment.shmid = shmget (IPC_PRIVATE, size, IPC_CREAT | 0600);
  place->segment.shmaddr = place->image->data = shmat (place->segment.shmid, NULL, 0);
  shmctl (place->segment.shmid, IPC_RMID, NULL); /* goes when both have let go of it */
  if (place->segment.shmaddr == (void *) -1 || !XShmAttach (display, &place->segment))
    return 0;
  XSync (display, False);
  place->before = malloc (size);
  n_places++;
  if (place->before == NULL || !look (place))
    return 0;
  memcpy (place->before, place->image->data, size);
  return 1;
}

/* One level of a colour is rounding, which nobody sees: a recorded picture and a drawn one differ
 * so. */
static int
differs (uint32_t now, uint32_t before)
{
  if (((now ^ before) & 0xffffff) == 0)
    return 0;
  for (int shift = 0; shift < 24; shift += 8)
    if (abs ((int) (now >> shift & 0xff) - (int) (before >> shift & 0xff)) > ROUNDING)
      return 1;
  return 0;
}

/* Compares with what stood there at the last change that counted, so that small ones add up. */
static void
compare (Place *place, double at, int least)
{
  const uint32_t *pixels = (const uint32_t *) place->image->data;
  int n = place->width * place->height, different = 0;

  for (int i = 0; i < n; i++)
    different += differs (pixels[i], place->before[i]);
  if (different < least)
    return;
  memcpy (place->before, pixels, (size_t) n * BYTES);
  if (place->first == 0)
    place->first = at;
  place->last = at;
  place->changes++;
}

static void
watch_window (Window which)
{
  if (damage != None)
    XDamageDestroy (display, damage);
  window = which;
  damage = XDamageCreate (display, window, XDamageReportNonEmpty);
}

/* Looks at each damage until all is quiet; 0 when that did not happen in time. */
static int
settle (double end, double quiet_ms, int least)
{
  double latest = now_ms ();

  while (now_ms () < end) {
    struct pollfd wait = {ConnectionNumber (display), POLLIN, 0};
    int open = 0, told = 0;
    double at;

    if (XPending (display) == 0)
      poll (&wait, 1, 10);
    at = now_ms ();
    while (XPending (display) > 0) {
      XEvent event;

      XNextEvent (display, &event);
      told |= event.type == damage_event;
    }
    if (told)
      XDamageSubtract (display, damage, None, None);
    for (int i = 0; i < n_places; i++) {
      Place *place = &places[i];

      if (told && look (place))
        compare (place, at, least);
      latest = fmax (latest, place->last);
      open += place->first == 0;
    }
    if (open == 0 && now_ms () - latest >= quiet_ms)
      return 1;
  }
  return 0;
}

static void
tell (int is_quiet, double mapped)
{
  printf ("{\"quiet\":%s,\"window\":%lu,\"mapped\":%.2f,\"places\":[", is_quiet ? "true" : "false",
          window, mapped);
  for (int i = 0; i < n_places; i++)
    printf ("%s{\"first\":%.2f,\"last\":%.2f,\"changes\":%d}", i > 0 ? "," : "", places[i].first,
            places[i].last, places[i].changes);
  printf ("]}\n");
  fflush (stdout);
}

static void
begin (void)
{
  XSync (display, False);
  printf ("{\"waiting\":true}\n");
  fflush (stdout);
}

static void
open_next (double end, double quiet_ms, int least)
{
  double mapped = 0;

  XSelectInput (display, DefaultRootWindow (display), SubstructureNotifyMask);
  XSync (display, True);
  begin ();
  while (mapped == 0 && now_ms () < end) {
    struct pollfd wait = {ConnectionNumber (display), POLLIN, 0};

    if (XPending (display) == 0)
      poll (&wait, 1, 50);
    while (XPending (display) > 0 && mapped == 0) {
      XWindowAttributes is;
      XEvent event;

      XNextEvent (display, &event);
      if (event.type != MapNotify || !XGetWindowAttributes (display, event.xmap.window, &is) ||
          is.width < LEAST_WIDTH)
        continue;
      mapped = now_ms ();
      watch_window (event.xmap.window);
      add_place (0, 0, is.width, is.height);
    }
  }
  XSelectInput (display, DefaultRootWindow (display), NoEventMask);
  tell (mapped != 0 && settle (end, quiet_ms, least), mapped);
}

static int
ignore_cb (Display *of, XErrorEvent *event)
{
  return 0;
}

int
main (void)
{
  char line[512];
  int error_base;

  display = XOpenDisplay (NULL);
  if (display == NULL || !XDamageQueryExtension (display, &damage_event, &error_base) ||
      !XShmQueryExtension (display)) {
    fprintf (stderr, "eye: no display with DAMAGE and MIT-SHM\n");
    return 1;
  }
  damage_event += XDamageNotify;
  XSetErrorHandler (ignore_cb); /* a window may end while it is looked at */

  while (fgets (line, sizeof line, stdin) != NULL) {
    double seconds = 0, quiet_ms = 0;
    char verb[16] = "";
    int least = 0, read = 0, x, y, width, height, used;

    if (sscanf (line, "%15s %lf %lf %d%n", verb, &seconds, &quiet_ms, &least, &read) != 4)
      return 2;
    forget_places ();
    if (strcmp (verb, "open") == 0) {
      open_next (now_ms () + seconds * 1e3, quiet_ms, least);
      continue;
    }
    for (char *rest = line + read;
         sscanf (rest, "%d %d %d %d%n", &x, &y, &width, &height, &used) == 4; rest += used)
      if (!add_place (x, y, width, height))
        return 3;
    XDamageSubtract (display, damage, None, None);
    begin ();
    tell (settle (now_ms () + seconds * 1e3, quiet_ms, least), 0);
  }
  return 0;
}
