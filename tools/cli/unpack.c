#include "unpack.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "tensor/tensor.h"
#include "cli.h"

/* ---- paths ---- */

static char *
own(char *text, int printed)
{
	if (printed < 0)
		cli_die(EXIT_DATA, "out of memory");
	return text;
}

static char *
file_path(const char *folder, const char *name, const char *suffix)
{
	char *path = NULL;

	return own(path, asprintf(&path, "%s/%s%s", folder, name, suffix));
}

/* "FOLDER/NAME.model", or NAME-1, NAME-2 if there are several. */
static char *
model_path(const char *folder, const struct pack_member *m, size_t i)
{
	char *path = NULL;

	return m->n == 1 ? file_path(folder, m->name, ".model") :
	    own(path, asprintf(&path, "%s/%s-%zu.model", folder, m->name,
	    i + 1));
}

static void
make_folder(const char *path)
{
	struct stat st;

	if (mkdir(path, 0777) != 0 &&
	    (errno != EEXIST || stat(path, &st) != 0 || !S_ISDIR(st.st_mode)))
		cli_die(EXIT_DATA, "%s: cannot make the folder: %s", path,
		    errno == EEXIST ? "there is a file of this name" :
		    strerror(errno));
}

/* ---- files ---- */

/* Write a model, or one record. */
static void
write_file(const char *path, const struct model *m, const struct tensor *t)
{
	struct tensor_writer *w;
	struct fault why;

	cli_check(tensor_create(&w, path, &why), &why);
	cli_check(m != NULL ? model_write(m, w, &why) :
	    tensor_write(w, t, &why), &why);
	cli_check(tensor_finish(w, &why), &why);
}

static void
write_record(const char *folder, const char *name, const char *suffix,
    const struct tensor *t)
{
	char *path;

	if (t->rank == 0)
		return;
	path = file_path(folder, name, suffix);
	write_file(path, NULL, t);
	free(path);
}

static void
write_group(const struct pack_group *g, const char *folder)
{
	const struct pack_member *m;
	size_t i, j;
	char *path;

	make_folder(folder);
	write_record(folder, "fusion", "", &g->fusion);
	for (i = 0; i < g->n; i++) {
		m = &g->member[i];
		for (j = 0; j < m->n; j++) {
			path = model_path(folder, m, j);
			write_file(path, m->model[j], NULL);
			free(path);
		}
		write_record(folder, m->name, ".stats", &m->stats);
	}
}

/* ---- pipes ---- */

/* Print path so that a shell reads it as one word. */
static void
quoted(const char *path)
{
	if (path[strspn(path, "abcdefghijklmnopqrstuvwxyz"
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./+-")] == '\0') {
		(void)fputs(path, stdout);
		return;
	}
	(void)putchar('\'');
	for (; *path != '\0'; path++)
		(void)(*path == '\'' ? fputs("'\\''", stdout) :
		    putchar(*path));
	(void)putchar('\'');
}

/* The filters of a node and of those before it, with settings of the model. */
static void
print_node(const struct graph *g, size_t node, const char *model)
{
	const struct graph_node *q = &g->node[node];
	size_t i;

	if (q->type == GRAPH_SOURCE) {
		(void)printf("wav2%.*s -m ", (int)strcspn(q->text, " "),
		    q->text);
		quoted(model);
		(void)fputs(" \"$@\"", stdout);
		return;
	}
	if (q->type == GRAPH_PASTE)
		(void)fputs("tensorpaste -m ", stdout);
	for (i = 0; i < q->inputs; i++) {
		if (q->type == GRAPH_PASTE && i == 0)
			quoted(model);
		(void)fputs(q->type == GRAPH_PASTE ? " <(" : "", stdout);
		print_node(g, q->input[i], model);
		(void)fputs(q->type == GRAPH_PASTE ? ")" : "", stdout);
	}
	if (q->type == GRAPH_PASTE)
		return;
	(void)printf(" | %s -m ", q->kind->name);
	quoted(model);
}

static void
print_zscore(const struct pack *p, const struct pack_member *m,
    const char *folder)
{
	char *path;

	(void)printf(" | zscore -g %s", model_attr(m->model[0], "norm"));
	if (m->stats.rank == 0)
		return;
	path = file_path(folder, m->name, ".stats");
	(void)printf(" --prior %g --prior-from ", p->prior);
	quoted(path);
	free(path);
}

static void
print_member(const struct pack *p, const struct pack_member *m, bool adapted,
    const char *folder)
{
	char *path = model_path(folder, m, 0);
	size_t i;

	print_node(&p->graph, m->node, path);
	free(path);
	if (adapted)
		print_zscore(p, m, folder);
	(void)fputs(" | cnneval", stdout);
	for (i = 0; i < m->n; i++) {
		path = model_path(folder, m, i);
		(void)fputs(" -m ", stdout);
		quoted(path);
		free(path);
	}
}

static void
print_group(const struct pack *p, const struct pack_group *g,
    const char *folder)
{
	bool adapted = g == &p->group[PACK_ADAPTED];
	char *path;
	size_t i;

	if (!pack_combines(g)) {
		print_member(p, &g->member[0], adapted, folder);
		(void)putchar('\n');
		return;
	}
	(void)fputs("fuse", stdout);
	if (g->fusion.rank > 0) {
		path = file_path(folder, "fusion", "");
		(void)fputs(" -m ", stdout);
		quoted(path);
		free(path);
	}
	for (i = 0; i < g->n; i++) {
		(void)fputs(" \\\n    ", stdout);
		quoted(g->member[i].name);
		(void)fputs("=<(", stdout);
		print_member(p, &g->member[i], adapted, folder);
		(void)putchar(')');
	}
	(void)putchar('\n');
}

void
unpack(const struct pack *p, const char *folder)
{
	char *adapted = file_path(folder, "adapted", "");

	write_group(&p->group[PACK_MAIN], folder);
	if (p->group[PACK_ADAPTED].n > 0)
		write_group(&p->group[PACK_ADAPTED], adapted);
	(void)printf("# sounds to a table of predictions; \"$@\": the files\n");
	print_group(p, &p->group[PACK_MAIN], folder);
	if (p->group[PACK_ADAPTED].n > 0) {
		(void)printf("# the same for records of which each has a "
		    "speaker\n");
		print_group(p, &p->group[PACK_ADAPTED], adapted);
	}
	free(adapted);
	cli_close_stdout();
}
