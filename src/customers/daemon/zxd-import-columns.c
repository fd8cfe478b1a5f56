/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds out what the columns of a table of customers mean, and reads its cells. */
#include "zxd-import-columns.h"

#include "zx-error.h"
#include "zx-json.h"

#include <stdio.h>
#include <string.h>

typedef enum {
  SKIPPED,
  EXTERNAL_ID,
  NAME,
  KIND,
  TIER,
  ORG,
  OWNER,
  NOTE,
  LANG,
  PERSON,
  TITLE,
  PHONE,
  MAIL,
  ACCOUNT,
  CLIENT_ID,
  SHARED,
  CONTRACT,
  LEVEL,
  STARTS_ON,
  ENDS_ON,
  CONTRACT_MODULES,
  CONTRACT_KIND,
  REMAINING,
  CONTRACT_NOTE,
  PRODUCT,
  VERSION,
  MODULES,
  ENVIRONMENT,
  INSTALLED_ON,
  FIELD, /* one of the installation's own */
} Meaning;

/* The word itself, then what else people write over such a column, separated by spaces. */
static const struct {
  const char *word, *others;
} meanings[] = {
    [EXTERNAL_ID] = {"external_id", "customer_id customer_no number 客户编号 客户编码 编号"},
    [NAME] = {"name", "customer customer_name company 客户名称 客户 公司名称 公司 名称"},
    [KIND] = {"kind", "type customer_type 客户类型 类型"},
    [TIER] = {"tier", "vip grade 等级 客户等级 客户级别"},
    [ORG] = {"org", "organisation organization branch 机构 所属机构 分支机构"},
    [OWNER] = {"owner", "account_manager 负责人 客户经理 专属客服"},
    [NOTE] = {"note", "notes remark 备注 说明"},
    [LANG] = {"lang", "language 语言"},
    [PERSON] = {"person", "contact contact_name contact_person 联系人 联系人姓名 姓名"},
    [TITLE] = {"title", "position 职务 职位"},
    [PHONE] = {"phone", "telephone tel mobile 电话 手机 手机号 联系电话 联系方式"},
    [MAIL] = {"mail", "email e-mail 邮箱 电子邮箱 邮件"},
    [ACCOUNT] = {"account", "login user 账号 帐号 产品账号"},
    [CLIENT_ID] = {"client_id", "客户端编号 设备号"},
    [SHARED] = {"shared", "共用 总机"},
    [CONTRACT] = {"contract", "contract_name 合同 合同名称 服务合同"},
    [LEVEL] = {"level", "service_level 服务级别 服务等级"},
    [STARTS_ON] = {"starts_on", "start start_date from 开始日期 生效日期 合同开始"},
    [ENDS_ON] = {"ends_on", "end end_date until expires 结束日期 到期日期 到期日 合同到期"},
    [CONTRACT_MODULES] = {"contract_modules", "合同模块"},
    [CONTRACT_KIND] = {"contract_kind", "contract_type 合同种类 合同类型 合同类别"},
    [REMAINING] = {"remaining", "remainder rest 剩余 剩余次数 余量 合同余量"},
    [CONTRACT_NOTE] = {"contract_note", "contract_notes contract_remark 合同备注 合同说明"},
    [PRODUCT] = {"product", "product_name 产品 产品名称"},
    [VERSION] = {"version", "版本 产品版本"},
    [MODULES] = {"modules", "module 模块 产品模块"},
    [ENVIRONMENT] = {"environment", "platform 环境 运行环境"},
    [INSTALLED_ON] = {"installed_on", "installed install_date 安装日期 上线日期"},
};

typedef struct {
  char *header; /* owned */
  Meaning meaning;
  const ZxdImportField *field; /* lent, null */
} Column;

struct _ZxdColumns {
  GArray *columns; /* owned Column */
  GString *skipped;
  const ZxdImportWords *words;
};

enum { MOST_SHORT = 200, MOST_LONG = 4000 };

/* ---- words */

/* As headers and words are compared: without case, spaces, and marks of any kind. Caller frees. */
static char *
bare (const char *text)
{
  g_autofree char *folded = g_utf8_casefold (text, -1);
  GString *out = g_string_new (NULL);

  for (const char *at = folded; *at != '\0'; at = g_utf8_next_char (at)) {
    gunichar c = g_utf8_get_char (at);

    if (g_unichar_isalnum (c))
      g_string_append_unichar (out, c);
  }
  return g_string_free (out, FALSE);
}

/* Is @text (bare) one of @words, which are separated by spaces? */
static gboolean
is_one_of (const char *text, const char *words)
{
  g_auto (GStrv) each = g_strsplit (words, " ", -1);

  for (gsize i = 0; each[i] != NULL; i++) {
    g_autofree char *word = bare (each[i]);

    if (g_str_equal (word, text))
      return TRUE;
  }
  return FALSE;
}

/* Of "word others" pairs the first word that @text stands for; null when it stands for none. */
static const char *
find_word (const char *const (*table)[2], const char *text)
{
  g_autofree char *plain = bare (text);

  for (; (*table)[0] != NULL; table++)
    if (is_one_of (plain, (*table)[0]) || is_one_of (plain, (*table)[1]))
      return (*table)[0];
  return NULL;
}

static const char *const kinds[][2] = {
    {"company", "organisation organization enterprise business 公司 企业 单位 企业客户"},
    {"person", "individual private consumer 个人 个人客户"},
    {NULL},
};

static const char *const tiers[][2] = {
    {"super_vip", "svip 超级vip 超级vip客户 钻石"},
    {"vip", "vip客户 贵宾 重要"},
    {"regular", "normal standard 普通 普通客户 一般 标准"},
    {NULL},
};

static const char *const answers[][2] = {
    {"yes", "y true 1 是 共用"},
    {"no", "n false 0 否"},
    {NULL},
};

char *
zxd_day_parse (const char *text)
{
  int year, month, day, length = 0;

  if (sscanf (text, "%4d-%2d-%2d%n", &year, &month, &day, &length) != 3 &&
      sscanf (text, "%4d/%2d/%2d%n", &year, &month, &day, &length) != 3 &&
      sscanf (text, "%4d.%2d.%2d%n", &year, &month, &day, &length) != 3 &&
      sscanf (text, "%4d年%2d月%2d日%n", &year, &month, &day, &length) != 3 &&
      sscanf (text, "%4d%2d%2d%n", &year, &month, &day, &length) != 3)
    return NULL;
  if (length == 0 || !g_ascii_isdigit (*text) || year < 1900 || month < 1 || day < 1 ||
      !g_date_valid_dmy ((GDateDay) day, (GDateMonth) month, (GDateYear) year))
    return NULL;
  text += length;
  if (*text != '\0' && ((*text != ' ' && *text != 'T') || strspn (text + 1, "0123456789:.Z") == 0))
    return NULL;
  return g_strdup_printf ("%04d-%02d-%02d", year, month, day);
}

/* ---- the header */

static Meaning
find_meaning (const char *header)
{
  g_autofree char *plain = bare (header);

  for (Meaning i = SKIPPED + 1; i < FIELD; i++)
    if (is_one_of (plain, meanings[i].word) || is_one_of (plain, meanings[i].others))
      return i;
  return SKIPPED;
}

static const ZxdImportField *
find_field (ZxdColumns *columns, const char *header)
{
  for (guint i = 0; i < columns->words->fields->len; i++) {
    const ZxdImportField *field = columns->words->fields->pdata[i];

    if (g_ascii_strcasecmp (field->key, header) == 0 || g_str_equal (field->label, header))
      return field;
  }
  return NULL;
}

/* What --map says of @header: null when nothing. Lent. */
static const char *
find_map (const char *const *maps, const char *header)
{
  for (; maps != NULL && *maps != NULL; maps++) {
    const char *mark = strrchr (*maps, '=');

    if (mark != NULL && strlen (header) == (gsize) (mark - *maps) &&
        strncmp (*maps, header, (gsize) (mark - *maps)) == 0)
      return mark + 1;
  }
  return NULL;
}

/* Own fields come first: they are this installation's word. */
static gboolean
understand (ZxdColumns *columns,
            Column *column,
            const char *const *maps,
            gboolean may_skip,
            GError **error)
{
  const char *map = find_map (maps, column->header);
  const char *word = map != NULL ? map : column->header;

  if (g_strcmp0 (map, "-") == 0 || *column->header == '\0')
    return TRUE;
  column->field = find_field (columns, word);
  column->meaning = column->field != NULL ? FIELD : find_meaning (word);
  if (column->meaning != SKIPPED)
    return TRUE;
  if (map != NULL)
    return zx_throw (error, ZX_ERROR_BAD_DATA, "--map \"%s=%s\": there is no such meaning",
                     column->header, map);
  return may_skip ||
         zx_throw (error, ZX_ERROR_BAD_DATA,
                   "the column “%s” is not known: say what it is with --map \"%s=MEANING\", leave "
                   "it out with --map \"%s=-\", or all such columns with --ignore-unknown",
                   column->header, column->header, column->header);
}

/* Only identities may stand in several columns. */
static gboolean
check_once (ZxdColumns *columns, const Column *column, GError **error)
{
  if (column->meaning == SKIPPED || (column->meaning >= PHONE && column->meaning <= CLIENT_ID))
    return TRUE;
  for (guint i = 0; i < columns->columns->len; i++) {
    const Column *other = &g_array_index (columns->columns, Column, i);

    if (other->meaning == column->meaning && other->field == column->field)
      return zx_throw (error, ZX_ERROR_BAD_DATA,
                       "the columns “%s” and “%s” mean the same; leave one out with --map \"%s=-\"",
                       other->header, column->header, column->header);
  }
  return TRUE;
}

static gboolean
check_maps (ZxdCsv *csv, const char *const *maps, GError **error)
{
  for (; maps != NULL && *maps != NULL; maps++) {
    gboolean is_used = FALSE;

    for (guint i = 0; i < zxd_csv_get_length (csv); i++) {
      g_autofree char *header = g_strstrip (g_strdup (zxd_csv_get_cell (csv, i)));
      const char *const one[] = {*maps, NULL};

      is_used |= find_map (one, header) != NULL;
    }
    if (!is_used)
      return zx_throw (error, ZX_ERROR_BAD_DATA, "--map \"%s\": there is no such column", *maps);
  }
  return TRUE;
}

static gboolean
has_meaning (ZxdColumns *columns, Meaning meaning)
{
  for (guint i = 0; i < columns->columns->len; i++)
    if (g_array_index (columns->columns, Column, i).meaning == meaning)
      return TRUE;
  return FALSE;
}

ZxdColumns *
zxd_columns_new (ZxdCsv *csv,
                 const char *const *maps,
                 gboolean may_skip,
                 const ZxdImportWords *words,
                 GError **error)
{
  g_autoptr (ZxdColumns) columns = g_new0 (ZxdColumns, 1);

  columns->words = words;
  columns->columns = g_array_new (FALSE, TRUE, sizeof (Column));
  columns->skipped = g_string_new (NULL);
  if (!check_maps (csv, maps, error))
    return NULL;
  for (guint i = 0; i < zxd_csv_get_length (csv); i++) {
    Column column = {g_strstrip (g_strdup (zxd_csv_get_cell (csv, i))), SKIPPED, NULL};

    if (!understand (columns, &column, maps, may_skip, error) ||
        !check_once (columns, &column, error)) {
      g_free (column.header);
      return NULL;
    }
    if (column.meaning == SKIPPED && *column.header != '\0')
      g_string_append_printf (columns->skipped, "%s%s", columns->skipped->len > 0 ? ", " : "",
                              column.header);
    g_array_append_val (columns->columns, column);
  }
  if (!has_meaning (columns, EXTERNAL_ID) && !has_meaning (columns, NAME)) {
    zx_throw (error, ZX_ERROR_BAD_DATA,
              "line 1 must name the columns, with external_id or name among them; is the "
              "delimiter “%c” right?",
              zxd_csv_get_delimiter (csv));
    return NULL;
  }
  return g_steal_pointer (&columns);
}

void
zxd_columns_free (ZxdColumns *columns)
{
  if (columns == NULL)
    return;
  for (guint i = 0; i < columns->columns->len; i++)
    g_free (g_array_index (columns->columns, Column, i).header);
  g_array_unref (columns->columns);
  g_string_free (columns->skipped, TRUE);
  g_free (columns);
}

const char *
zxd_columns_get_skipped (ZxdColumns *columns)
{
  return columns->skipped->len > 0 ? columns->skipped->str : NULL;
}

char *
zxd_columns_describe (void)
{
  GString *out = g_string_new ("Columns (the first line names them, in English or Chinese):\n");

  for (Meaning i = SKIPPED + 1; i < FIELD; i++)
    g_string_append_printf (out, "  %-17s%s\n", meanings[i].word, meanings[i].others);
  g_string_append (out, "  and each own field by its key or label.\n");
  return g_string_free (out, FALSE);
}

/* ---- cells */

static gboolean
check_length (const char *text, glong most, GError **error)
{
  return g_utf8_strlen (text, -1) <= most ||
         zx_throw (error, ZX_ERROR_BAD_DATA, "it has more than %ld characters; shorten it", most);
}

static gboolean
read_word (const char *const (*table)[2], const char *text, const char **word, GError **error)
{
  g_autoptr (GString) words = g_string_new (NULL);

  *word = find_word (table, text);
  for (; *word == NULL && (*table)[0] != NULL; table++)
    g_string_append_printf (words, "%s%s", words->len > 0 ? ", " : "", (*table)[0]);
  return *word != NULL || zx_throw (error, ZX_ERROR_BAD_DATA, "it is none of: %s", words->str);
}

static gboolean
read_day (ZxdTableRow *row, const char *text, const char **day, GError **error)
{
  g_autofree char *iso = zxd_day_parse (text);

  if (iso == NULL)
    return zx_throw (error, ZX_ERROR_BAD_DATA, "it is no day; write it like 2026-11-21");
  *day = g_string_chunk_insert (row->text, iso);
  return TRUE;
}

static gboolean
read_id (GHashTable *ids, const char *what, const char *text, gint64 *id, GError **error)
{
  const gint64 *found = g_hash_table_lookup (ids, text);

  if (found == NULL)
    return zx_throw (error, ZX_ERROR_BAD_DATA, "there is no such %s; add it first or mend the cell",
                     what);
  *id = *found;
  return *id != 0 || zx_throw (error, ZX_ERROR_BAD_DATA, "several %ss are called so; write its %s",
                               what, g_str_equal (what, "agent") ? "login" : "id");
}

/* Modules separated by any usual mark become modules separated by commas. */
static gboolean
read_modules (ZxdTableRow *row, const char *text, const char **modules, GError **error)
{
  g_autoptr (GString) list = g_string_new (NULL);
  g_autoptr (GString) same = g_string_new (text);
  g_auto (GStrv) each = NULL;

  g_string_replace (same, "、", ",", 0);
  g_string_replace (same, "，", ",", 0);
  g_string_replace (same, "；", ",", 0);
  each = g_strsplit_set (same->str, ",;|\n", -1);
  for (gsize i = 0; each[i] != NULL; i++)
    if (*g_strstrip (each[i]) != '\0')
      g_string_append_printf (list, "%s%s", list->len > 0 ? "," : "", each[i]);
  *modules = g_string_chunk_insert (row->text, list->str);
  return check_length (list->str, MOST_LONG, error);
}

/* A spreadsheet turns a long number into 1.38E+10, and its last digits are gone. */
static gboolean
read_identity (ZxdTableRow *row, const char *kind, const char *text, GError **error)
{
  ZxdImportIdentity identity = {kind, text};
  const char *mark = strpbrk (text, "eE");

  if (g_str_equal (kind, "phone") && mark != NULL && mark[1] == '+')
    return zx_throw (error, ZX_ERROR_BAD_DATA,
                     "a spreadsheet has shortened this number; make the column a text column there "
                     "and save again");
  if (g_str_equal (kind, "mail") && strchr (text, '@') == NULL)
    return zx_throw (error, ZX_ERROR_BAD_DATA, "it is no mail address");
  g_array_append_val (row->identities, identity);
  return check_length (text, MOST_SHORT, error);
}

static gboolean
has_line (const char *lines, const char *text)
{
  g_auto (GStrv) each = g_strsplit (lines != NULL ? lines : "", "\n", -1);

  return g_strv_contains ((const char *const *) each, text);
}

static gboolean
read_field (ZxdTableRow *row, const ZxdImportField *field, const char *text, GError **error)
{
  char *end;

  if (g_str_equal (field->kind, "number")) {
    g_ascii_strtod (text, &end);
    if (end == text || *end != '\0')
      return zx_throw (error, ZX_ERROR_BAD_DATA, "it is no number; write it like 1200.5");
  } else if (g_str_equal (field->kind, "date")) {
    if (!read_day (row, text, &text, error))
      return FALSE;
  } else if (g_str_equal (field->kind, "choice") && !has_line (field->choices, text)) {
    return zx_throw (error, ZX_ERROR_BAD_DATA,
                     "it is none of the choices of this field; add it there or mend the cell");
  }
  if (row->fields == NULL)
    row->fields = g_hash_table_new (g_str_hash, g_str_equal);
  g_hash_table_replace (row->fields, field->key, (gpointer) text);
  return check_length (text, MOST_LONG, error);
}

static gboolean
read_tier (ZxdColumns *columns, const char *text, const char **tier, GError **error)
{
  *tier = g_hash_table_lookup (columns->words->tier_names, text);
  return *tier != NULL || read_word (tiers, text, tier, error);
}

static gboolean
take (const char **place, const char *text, glong most, GError **error)
{
  *place = text;
  return check_length (text, most, error);
}

static gboolean
read_cell (ZxdColumns *columns,
           const Column *column,
           ZxdTableRow *table_row,
           const char *text,
           GError **error)
{
  ZxdImportRow *row = &table_row->row;
  const char *answer;

  switch (column->meaning) {
  case EXTERNAL_ID:
    return take (&row->external_id, text, MOST_SHORT, error);
  case NAME:
    return take (&row->name, text, MOST_SHORT, error);
  case KIND:
    return read_word (kinds, text, &row->kind, error);
  case TIER:
    return read_tier (columns, text, &row->tier, error);
  case ORG:
    return read_id (columns->words->orgs, "organisation", text, &row->org_id, error);
  case OWNER:
    return read_id (columns->words->agents, "agent", text, &row->owner_agent_id, error);
  case NOTE:
    return take (&row->note, text, MOST_LONG, error);
  case LANG:
    return take (&row->lang, text, 20, error);
  case PERSON:
    return take (&row->person, text, MOST_SHORT, error);
  case TITLE:
    return take (&row->title, text, MOST_SHORT, error);
  case PHONE:
  case MAIL:
  case ACCOUNT:
  case CLIENT_ID:
    return read_identity (table_row, meanings[column->meaning].word, text, error);
  case SHARED:
    answer = NULL;
    if (!read_word (answers, text, &answer, error))
      return FALSE;
    row->is_shared = g_str_equal (answer, "yes");
    return TRUE;
  case CONTRACT:
    return take (&row->contract.name, text, MOST_SHORT, error);
  case LEVEL:
    return take (&row->contract.level, text, MOST_SHORT, error);
  case STARTS_ON:
    return read_day (table_row, text, &row->contract.starts_on, error);
  case ENDS_ON:
    return read_day (table_row, text, &row->contract.ends_on, error);
  case CONTRACT_MODULES:
    return read_modules (table_row, text, &row->contract.modules, error);
  case CONTRACT_KIND:
    return read_id (columns->words->contract_kinds, "kind of contract", text,
                    &row->contract.kind_id, error);
  case REMAINING:
    return take (&row->contract.remaining, text, MOST_SHORT, error);
  case CONTRACT_NOTE:
    return take (&row->contract.note, text, MOST_LONG, error);
  case PRODUCT:
    return take (&row->product.name, text, MOST_SHORT, error);
  case VERSION:
    return take (&row->product.version, text, MOST_SHORT, error);
  case MODULES:
    return read_modules (table_row, text, &row->product.modules, error);
  case ENVIRONMENT:
    return take (&row->product.environment, text, MOST_SHORT, error);
  case INSTALLED_ON:
    return read_day (table_row, text, &row->product.installed_on, error);
  case FIELD:
    return read_field (table_row, column->field, text, error);
  case SKIPPED:
  default:
    return TRUE;
  }
}

/* What says more about a thing needs the thing. */
static gboolean
check_whole (ZxdTableRow *row, GError **error)
{
  const ZxdContract *contract = &row->row.contract;
  const ZxdProduct *product = &row->row.product;

  if (contract->name == NULL &&
      (contract->level != NULL || contract->starts_on != NULL || contract->ends_on != NULL ||
       contract->modules != NULL || contract->kind_id != 0 || contract->remaining != NULL ||
       contract->note != NULL))
    return zx_throw (error, ZX_ERROR_BAD_DATA,
                     "what is said of a contract needs its name in a column “contract”");
  if (product->name == NULL && (product->version != NULL || product->modules != NULL ||
                                product->environment != NULL || product->installed_on != NULL))
    return zx_throw (error, ZX_ERROR_BAD_DATA,
                     "a product's version, modules, environment or day need its name in a column "
                     "“product”");
  if (contract->starts_on != NULL && contract->ends_on != NULL &&
      strcmp (contract->starts_on, contract->ends_on) > 0)
    return zx_throw (error, ZX_ERROR_BAD_DATA, "the contract ends before it begins");
  return TRUE;
}

static ZxdTableRow *
new_row (ZxdCsv *csv)
{
  ZxdTableRow *row = g_new0 (ZxdTableRow, 1);

  row->line = zxd_csv_get_line (csv);
  row->text = g_string_chunk_new (512);
  row->identities = g_array_new (FALSE, FALSE, sizeof (ZxdImportIdentity));
  return row;
}

/* Without spaces around, of any kind: spreadsheets are full of them. */
static const char *
keep_cell (ZxdTableRow *row, const char *cell)
{
  const char *end = cell + strlen (cell);

  while (*cell != '\0' && g_unichar_isspace (g_utf8_get_char (cell)))
    cell = g_utf8_next_char (cell);
  while (end > cell && g_unichar_isspace (g_utf8_get_char (g_utf8_prev_char (end))))
    end = g_utf8_prev_char (end);
  row->size += (gsize) (end - cell);
  return g_string_chunk_insert_len (row->text, cell, end - cell);
}

ZxdTableRow *
zxd_columns_read (ZxdColumns *columns, ZxdCsv *csv)
{
  ZxdTableRow *row = new_row (csv);
  guint count = zxd_csv_get_length (csv);

  row->cells = g_new0 (const char *, columns->columns->len);
  for (guint i = 0; i < count; i++) {
    const char *cell = zxd_csv_get_cell (csv, i);
    const Column *column;

    if (i >= columns->columns->len) {
      if (*cell == '\0' || row->problem != NULL)
        continue;
      zx_throw (&row->problem, ZX_ERROR_BAD_DATA,
                "the row has more cells than the first line; is a delimiter without quotes in it?");
      row->bad_cell = keep_cell (row, cell);
      continue;
    }
    column = &g_array_index (columns->columns, Column, i);
    if (column->meaning == SKIPPED)
      continue;
    row->cells[i] = keep_cell (row, cell);
    if (*row->cells[i] == '\0' || row->problem != NULL ||
        read_cell (columns, column, row, row->cells[i], &row->problem))
      continue;
    row->bad_column = column->header;
    row->bad_cell = row->cells[i];
  }
  if (row->problem == NULL)
    check_whole (row, &row->problem);
  row->row.identities = (const ZxdImportIdentity *) (gpointer) row->identities->data;
  row->row.n_identities = row->identities->len;
  row->row.fields = row->fields;
  return row;
}

ZxdTableRow *
zxd_columns_read_bad (ZxdColumns *columns, ZxdCsv *csv, GError *problem)
{
  ZxdTableRow *row = new_row (csv);
  guint column = zxd_csv_get_bad_column (csv);

  row->problem = problem;
  if (column < columns->columns->len)
    row->bad_column = g_array_index (columns->columns, Column, column).header;
  return row;
}

void
zxd_columns_blame (ZxdColumns *columns, ZxdTableRow *row)
{
  row->bad_column = row->bad_cell = NULL;
  for (guint i = 0; row->row.blame != NULL && i < columns->columns->len; i++) {
    const Column *column = &g_array_index (columns->columns, Column, i);

    if (column->meaning == SKIPPED || column->meaning == FIELD ||
        !g_str_equal (meanings[column->meaning].word, row->row.blame))
      continue;
    row->bad_column = column->header;
    row->bad_cell = row->cells[i];
    return;
  }
}

void
zxd_table_row_free (ZxdTableRow *row)
{
  g_string_chunk_free (row->text);
  g_array_unref (row->identities);
  g_clear_pointer (&row->fields, g_hash_table_unref);
  g_free (row->cells);
  g_clear_error (&row->problem);
  g_free (row);
}
