/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Endpoints with which an administrator sets the installation up. */
#include "zxd-admin.h"

#include "zxd-admin-private.h"

void
zxd_admin_register (ZxdServer *server)
{
  zxd_channel_keys_register (server);
  zxd_orgs_register (server);
  zxd_people_register (server);
  zxd_setup_register (server);
  zxd_trail_register (server);
}
