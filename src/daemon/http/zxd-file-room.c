/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether there is room for one more file: on the disk, and for what strangers of one network bring
 * in a day. */
#include "zxd-files-private.h"

#include <sys/statvfs.h>

#define DAY_US ((double) 24 * 3600 * G_USEC_PER_SEC)

/* More networks than this in a day, and all are forgotten: 10 MB of memory. */
#define MOST_NETWORKS 100000

/* What a network has brought; it is forgotten evenly over a day. */
typedef struct {
  double bytes;
  gint64 seen_us;
} Brought;

gboolean
zxd_files_has_space (const ZxdFiles *files, const ZxdFile *sender, gint64 bytes)
{
  guint64 reserve = (guint64) files->config->files_reserve_mb << 20;
  struct statvfs disk;

  if (statvfs (zxd_folder_path (files->folder), &disk) != 0)
    return TRUE; /* writing will tell */
  if (sender->visitor_id == 0)
    reserve /= 2; /* agents are let down last */
  return (guint64) disk.f_bavail * disk.f_frsize >= reserve + (guint64) MAX (bytes, 0);
}

static double
most_of_day (const ZxdFiles *files)
{
  return (double) files->config->visitor_address_mb * 1024 * 1024;
}

static Brought *
brought_by (ZxdFiles *files, const char *block)
{
  Brought *brought = g_hash_table_lookup (files->brought, block);
  gint64 now_us = g_get_monotonic_time ();

  if (brought == NULL) {
    if (g_hash_table_size (files->brought) >= MOST_NETWORKS)
      g_hash_table_remove_all (files->brought);
    brought = g_new0 (Brought, 1);
    g_hash_table_insert (files->brought, g_strdup (block), brought);
  } else {
    double gone = most_of_day (files) * (double) (now_us - brought->seen_us) / DAY_US;

    brought->bytes = MAX (0, brought->bytes - gone);
  }
  brought->seen_us = now_us;
  return brought;
}

gboolean
zxd_files_may_bring (ZxdFiles *files, const char *block, gint64 bytes)
{
  return brought_by (files, block)->bytes + (double) MAX (bytes, 1) <= most_of_day (files);
}

void
zxd_files_count_brought (ZxdFiles *files, const char *block, gint64 bytes)
{
  brought_by (files, block)->bytes += (double) bytes;
}
