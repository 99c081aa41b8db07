/*
 * Unit tests of lib/recognise: graphs of front ends, and records that are held
 * in a file.
 */
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include "recognise/graph.h"
#include "recognise/hold.h"
#include "recognise/store.h"
#include "tensor/tensor.h"
#include "unit.h"

static struct fault why;

/* ---- graphs ---- */

static size_t
add(struct graph *g, const char *chain)
{
	size_t node = 99;

	CHECK(graph_add(g, chain, &node, &why) == ST_OK);
	return node;
}

/* Stages that chains begin with in common are there once. */
static void
shared_stages(void)
{
	struct graph g = { 0, NULL };
	size_t a, b, c, d;

	a = add(&g, "fbank rate=16000 | deltas order=1");
	CHECK(g.n == 2 && a == 1);
	b = add(&g, "fbank rate=16000");
	CHECK(g.n == 2 && b == 0);
	c = add(&g, "fbank rate=16000 | deltas order=2");
	CHECK(g.n == 3 && c == 2 && g.node[2].input[0] == 0);
	CHECK(add(&g, "fbank rate=16000 | deltas order=1") == a);
	/* Those of a stream in braces are the same. */
	d = add(&g, "{ fbank rate=16000 | deltas order=1 } { fbank "
	    "rate=16000 } | tensorpaste tolerance=2 | functionals");
	CHECK(g.n == 5 && d == 4);
	CHECK(g.node[3].type == GRAPH_PASTE && g.node[3].inputs == 2);
	CHECK(g.node[3].input[0] == a && g.node[3].input[1] == b);
	CHECK(g.node[3].v[0] == 2);
	CHECK(g.node[4].kind == &filter_functionals);
	CHECK(g.node[0].front.rate == 16000);
	graph_free(&g);
	CHECK(g.n == 0 && g.node == NULL);
}

static void
refused(const char *chain, const char *text)
{
	struct graph g = { 0, NULL };
	size_t node;

	CHECK(graph_add(&g, chain, &node, &why) == ST_BAD);
	CHECK(strstr(why.text, text) != NULL);
	if (strstr(why.text, text) == NULL)
		printf("'%s': %s\n", chain, why.text);
	graph_free(&g);
}

static void
wrong_chains(void)
{
	refused("", "a stage is missing");
	refused("  ", "a stage is missing");
	refused("fbank |", "a stage is missing");
	refused("fbank | | deltas", "a stage is missing");
	refused("| deltas", "a stage is missing");
	refused("deltas", "deltas");
	refused("fbank | fbank", "there is no filter 'fbank'");
	refused("fbank | snore loud=1", "there is no filter 'snore'");
	refused("fbank nose=1", "nose");
	refused("fbank | deltas order=5", "order");
	refused("fbank }", "'}' does not belong there");
	refused("fbank { fbank", "'{ fbank' does not belong there");
	refused("{ fbank } { fbank }", "no stage 'tensorpaste'");
	refused("{ fbank } | deltas", "no stage 'tensorpaste'");
	refused("{ fbank } | tensorpaste tolerance=-1", "tolerance");
	refused("{ fbank | tensorpaste", "there is no filter 'tensorpaste'");
	refused("{ fbank", "a '}' is missing");
	refused("{ } | tensorpaste", "a stage is missing");
	refused("{ { { { { { { { { fbank } | tensorpaste", "too many streams");
}

static void
too_many_streams(void)
{
	char chain[2000] = "";
	int i;

	for (i = 0; i < 33; i++)
		(void)strcat(chain, "{ fbank } ");
	(void)strcat(chain, "| tensorpaste");
	refused(chain, "too many streams");
}

/* ---- records held ---- */

static void
store_in_a_file(void)
{
	struct store s = STORE_INIT;
	float x[100], y[100];
	uint64_t at[20];
	size_t i, j;

	s.most = 250;
	for (j = 0; j < 20; j++) {
		for (i = 0; i < 100; i++)
			x[i] = (float)(100 * j + i);
		CHECK(store_put(&s, x, 1 + 5 * j, &at[j], &why) == ST_OK);
	}
	CHECK(s.n <= 250 && s.fd != -1);
	for (j = 20; j-- > 0;) {
		CHECK(store_get(&s, at[j], 1 + 5 * j, y, &why) == ST_OK);
		CHECK(y[0] == 100 * j && y[5 * j] == 100 * j + 5 * j);
	}
	store_empty(&s);
	CHECK(s.fd == -1 && s.most == 250);
	CHECK(store_put(&s, x, 3, &at[0], &why) == ST_OK && at[0] == 0);
	CHECK(s.fd == -1 && s.n == 3);
	store_empty(&s);
}

static void
no_file_for_the_store(void)
{
	struct store s = STORE_INIT;
	float x[4] = { 0 };
	uint64_t at;

	CHECK(setenv("TMPDIR", "/nowhere", 1) == 0);
	CHECK(store_put(&s, x, 4, &at, &why) == ST_IO);
	CHECK(strstr(why.text, "TMPDIR") != NULL);
	CHECK(unsetenv("TMPDIR") == 0);
	store_empty(&s);
}

static void
records_held(void)
{
	uint64_t dim[2] = { 3, 2 };
	struct tensor t = TENSOR_INIT, *back;
	struct hold *h;
	size_t j;

	CHECK(hold_new(&h, 2, 100, &why) == ST_OK);
	CHECK(attrs_set(&t.attr, "front", "f", &why) == ST_OK);
	for (j = 0; j < 10; j++) {
		dim[0] = 3 + j;
		CHECK(tensor_reshape(&t, 2, dim, &why) == ST_OK);
		t.data[0] = (float)j;
		t.data[2 * dim[0] - 1] = (float)j + 0.5f;
		CHECK(hold_put(h, j % 2, &t, &why) == ST_OK);
	}
	for (j = 10; j-- > 0;) {
		CHECK(hold_get(h, j % 2, j / 2, &back, &why) == ST_OK);
		CHECK(back->dim[0] == 3 + j && back->dim[1] == 2);
		CHECK(back->data[0] == j && back->data[2 * j + 5] == j + 0.5);
		CHECK(strcmp(tensor_attr(back, "front"), "f") == 0);
	}
	hold_empty(h);
	t.data[0] = 7;
	CHECK(hold_put(h, 1, &t, &why) == ST_OK);
	CHECK(hold_get(h, 1, 0, &back, &why) == ST_OK && back->data[0] == 7);
	hold_free(h);
	hold_free(NULL);
	tensor_free(&t);
}

int
main(void)
{
	UNIT_CASE(shared_stages);
	UNIT_CASE(wrong_chains);
	UNIT_CASE(too_many_streams);
	UNIT_CASE(store_in_a_file);
	UNIT_CASE(no_file_for_the_store);
	UNIT_CASE(records_held);
	UNIT_END();
}
