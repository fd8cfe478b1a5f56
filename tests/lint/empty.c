/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Does nothing: it exists to be linked. */
int
main (void)
{
  return 0;
}
