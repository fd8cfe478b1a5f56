/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zxd-store.h"

/* A fresh store for one test, and what comes back from it. PostgreSQL needs ZX_TEST_POSTGRES (a
 * conninfo whose user may create databases; tests/support/pg_temp.py sets it), else its half of the
 * tests fails. */
typedef struct {
  gboolean is_postgres;
  char *dir;   /* owned; of the SQLite file */
  char *where; /* owned */
  ZxdStore *store;

  GMutex lock;
  GCond changed;
  GPtrArray *events; /* owned ZxdEvent, as committed, in order of arrival */
  GPtrArray *posts;  /* owned ZxdPost, as answered */
  GPtrArray *pages;  /* owned ZxdPage */
  gint64 next_base;  /* where the next batch of a lone store must begin */
  gboolean is_alone; /* no other store writes: bases must follow each other */
  gint64 remote;     /* newest seq heard of from others */
} StoreFixture;

typedef void (*StoreTest) (StoreFixture *fixture);

/* Adds @path/sqlite and @path/postgres; or one of them alone. */
void store_test_add (const char *path, StoreTest test);
void store_test_add_sqlite (const char *path, StoreTest test);
void store_test_add_postgres (const char *path, StoreTest test);

/* A second store on the same database; its listener is @other's. */
void store_fixture_open_twin (StoreFixture *fixture, StoreFixture *other);
void store_fixture_close_twin (StoreFixture *other);

/* Ends the test when it is not so within the deadline. */
void store_fixture_wait_posts (StoreFixture *fixture, guint n_posts);
void store_fixture_wait_pages (StoreFixture *fixture, guint n_pages);
void store_fixture_wait_remote (StoreFixture *fixture, gint64 seq);

/* Runs a closure and expects success. */
void store_fixture_write (StoreFixture *fixture, ZxdWriteFunc fn, gpointer data);
void store_fixture_read (StoreFixture *fixture, ZxdReadFunc fn, gpointer data);

/* A number read by one statement. */
gint64 store_fixture_number (StoreFixture *fixture, const char *sql);

/* A row of `org` (id 1…), `agent` and `contact` without events, by hand. */
void store_fixture_add_org (StoreFixture *fixture, gint64 id, const char *path);
void store_fixture_add_agent (StoreFixture *fixture, gint64 id, gint64 org_id, const char *name);
void store_fixture_add_contact (StoreFixture *fixture,
                                gint64 id,
                                gint64 org_id,
                                gint64 agent_id,
                                const char *state);

/* A post with a uuid of its number. */
ZxdPost *store_fixture_new_post (gint64 contact_id, guint32 number);
