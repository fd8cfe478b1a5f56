/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Starts a program on this X display and says when its first window was mapped and when it showed a
 * picture: first-window SECONDS PROGRAM [ARGUMENT…] prints {"pid":…,"mapped_ms":…,"painted_ms":…}
 * and leaves the program running. */
#include <X11/Xlib.h>
#include <X11/Xutil.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

enum { LEAST_WIDTH = 300, SAMPLES = 64 };

static double
now_ms (void)
{
  struct timespec now;

  clock_gettime (CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1e3 + now.tv_nsec / 1e6;
}

/* A window that was just mapped is one colour; a painted one is not. */
static int
is_painted (Display *display, Window window, int width, int height)
{
  XImage *image = XGetImage (display, window, 0, 0, width, height, AllPlanes, ZPixmap);
  unsigned long first = 0;
  int kinds = 0;

  if (image == NULL)
    return 0;
  for (int i = 0; i < SAMPLES; i++)
    for (int j = 0; j < SAMPLES; j++) {
      unsigned long pixel = XGetPixel (image, width * i / SAMPLES, height * j / SAMPLES);

      if (i == 0 && j == 0)
        first = pixel;
      kinds += pixel != first;
    }
  XDestroyImage (image);
  return kinds > SAMPLES;
}

static int
ignore_cb (Display *display, XErrorEvent *event)
{
  return 0;
}

int
main (int argc, char **argv)
{
  Display *display = XOpenDisplay (NULL);
  double start, end, mapped = 0;
  Window window = None;
  int width = 0, height = 0;
  pid_t pid;

  if (argc < 3 || display == NULL)
    return 2;
  XSetErrorHandler (ignore_cb);
  XSelectInput (display, DefaultRootWindow (display), SubstructureNotifyMask);
  XSync (display, False);
  start = now_ms ();
  end = start + atof (argv[1]) * 1e3;
  pid = fork ();
  if (pid == 0) {
    close (STDOUT_FILENO);
    dup2 (STDERR_FILENO, STDOUT_FILENO);
    execvp (argv[2], argv + 2);
    _exit (127);
  }

  while (now_ms () < end) {
    struct pollfd wait = {ConnectionNumber (display), POLLIN, 0};

    while (XPending (display) > 0) {
      XEvent event;
      XWindowAttributes attributes;

      XNextEvent (display, &event);
      if (event.type != MapNotify || window != None ||
          !XGetWindowAttributes (display, event.xmap.window, &attributes) ||
          attributes.width < LEAST_WIDTH)
        continue;
      window = event.xmap.window;
      width = attributes.width;
      height = attributes.height;
      mapped = now_ms () - start;
    }
    if (window != None && is_painted (display, window, width, height)) {
      printf ("{\"pid\":%d,\"mapped_ms\":%.1f,\"painted_ms\":%.1f}\n", pid, mapped,
              now_ms () - start);
      return 0;
    }
    poll (&wait, 1, window != None ? 5 : 50);
  }
  fprintf (stderr, "no window within %s s\n", argv[1]);
  return 1;
}
