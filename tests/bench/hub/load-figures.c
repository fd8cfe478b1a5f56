/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a server and its children take of the machine, read from /proc. */
#include "load.h"

#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

typedef struct {
  int pid, parent;
  double ticks;
} Process;

static gboolean
read_process (const char *name, Process *process)
{
  g_autofree char *path = g_strdup_printf ("/proc/%s/stat", name), *text = NULL;
  unsigned long user, system;
  const char *rest;

  if (!g_ascii_isdigit (name[0]) || !g_file_get_contents (path, &text, NULL, NULL))
    return FALSE;
  rest = strrchr (text, ')');
  if (rest == NULL || sscanf (rest + 2, "%*c %d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu",
                              &process->parent, &user, &system) != 3)
    return FALSE;
  process->pid = atoi (name);
  process->ticks = user + system;
  return TRUE;
}

static void
add_memory (int pid, Usage *usage)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/smaps_rollup", pid), *text = NULL;
  const char *at;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return;
  if ((at = strstr (text, "\nRss:")) != NULL)
    usage->rss_kb += atof (at + 5);
  if ((at = strstr (text, "\nPss:")) != NULL)
    usage->pss_kb += atof (at + 5);
}

Usage
load_usage (int pid)
{
  g_autoptr (GArray) all = g_array_new (FALSE, FALSE, sizeof (Process));
  g_autoptr (GArray) tree = g_array_new (FALSE, FALSE, sizeof (int));
  g_autoptr (GDir) dir = g_dir_open ("/proc", 0, NULL);
  Usage usage = {0};
  const char *name;
  Process process;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (read_process (name, &process))
      g_array_append_val (all, process);
  g_array_append_val (tree, pid);
  for (guint i = 0; i < tree->len; i++) {
    for (guint k = 0; k < all->len; k++) {
      Process *one = &g_array_index (all, Process, k);

      if (one->parent == g_array_index (tree, int, i))
        g_array_append_val (tree, one->pid);
      if (one->pid == g_array_index (tree, int, i))
        usage.cpu_s += one->ticks / sysconf (_SC_CLK_TCK);
    }
    add_memory (g_array_index (tree, int, i), &usage);
  }
  return usage;
}

double
load_idle_s (void)
{
  g_autofree char *text = NULL;
  double idle = 0, io = 0;

  if (g_file_get_contents ("/proc/stat", &text, NULL, NULL))
    sscanf (text, "cpu %*f %*f %*f %lf %lf", &idle, &io);
  return (idle + io) / sysconf (_SC_CLK_TCK);
}

double
load_own_cpu (void)
{
  struct rusage own;

  getrusage (RUSAGE_SELF, &own);
  return own.ru_utime.tv_sec + own.ru_stime.tv_sec +
         (own.ru_utime.tv_usec + own.ru_stime.tv_usec) * 1e-6;
}
