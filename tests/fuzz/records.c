/*
 * What the filters do with the records of a stream: padcut, zscore in all of
 * its ways, foldsplit, the reading of cnntrain.
 */
#include <stdlib.h>
#include <string.h>

#include "tensor/values.h"
#include "data/fold.h"
#include "data/frames.h"
#include "data/normstats.h"
#include "data/target.h"
#include "model/train.h"
#include "fuzz.h"

size_t
LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max, unsigned seed)
{
	return fuzz_stream_mutate(data, size, max, seed);
}

static enum status
told(enum status s, const struct fault *why)
{
	fuzz_told(s, why);
	return s;
}

static void
padcut(const struct tensor_set *set)
{
	struct frames_lengths l = { 0 };
	struct tensor out = TENSOR_INIT;
	uint64_t frames, most = 0;
	struct fault why;
	size_t i, n = 0;

	for (i = 0; i < set->n; i++) {
		if (told(frames_real(&set->t[i], &frames, &why), &why) != ST_OK)
			continue;
		HOLDS(frames >= 1 && frames <= set->t[i].dim[0]);
		frames_count(&l, frames);
		most = frames > most ? frames : most;
		n++;
		if (told(frames_padcut(&set->t[i], 3, 0, &out, &why), &why) ==
		    ST_OK)
			HOLDS(out.dim[0] == 3);
	}
	/* int(mean + deviation): no more than the longest and as much again */
	HOLDS(n == 0 ||
	    (frames_length(&l) >= 1 && frames_length(&l) <= 2 * most));
	tensor_free(&out);
}

/* zscore -s, or its own statistics by this grouping; f is freed. */
static void
apply(struct normstats *f, const struct tensor_set *set)
{
	struct tensor out = TENSOR_INIT;
	const struct norm *to = NULL;
	struct fault why;
	size_t i;

	for (i = 0; i < set->n; i++)
		if (told(normstats_get(f, &set->t[i], &to, &why), &why) ==
		    ST_OK)
			(void)told(
			    norm_record(&set->t[i], to, &out, &why), &why);
	for (i = 0; i < normstats_groups(f); i++)
		(void)told(normstats_record(f, i, &out, &why), &why);
	tensor_free(&out);
	normstats_free(f);
}

static void
zscore(const struct tensor_set *set, const char *grouping)
{
	struct normstats *fit, *loaded = NULL;
	struct norm_group g;
	struct fault why;
	enum status s = ST_OK;
	size_t i;

	HOLDS(norm_group_parse(grouping, &g, &why) == ST_OK);
	HOLDS(normstats_new(&fit, &g, &why) == ST_OK);
	if (strcmp(grouping, "speaker") == 0) {
		HOLDS(normstats_only(fit, "label", "sad", &why) == ST_OK);
		HOLDS(normstats_lean(fit, 2, NULL, &why) == ST_OK);
	}
	for (i = 0; i < set->n && s == ST_OK; i++)
		s = told(normstats_add(fit, &set->t[i], &why), &why);
	if (normstats_groups(fit) > 0)
		apply(fit, set);
	else
		normstats_free(fit);
	for (i = 0, s = ST_OK; i < set->n && s == ST_OK; i++)
		s = told(normstats_load(&loaded, &set->t[i], &why), &why);
	if (loaded != NULL)
		apply(loaded, set);
}

static void
use_plan(const struct fold_plan *p)
{
	struct fold_table table;
	struct fault why;
	size_t i, f, n;

	for (f = 0; f < p->k; f++) {
		(void)told(fold_leak(p, f, &why), &why);
		for (i = n = 0; i < p->data->n; i++)
			n += fold_in(p, i, f, FOLD_DEV) +
			    fold_in(p, i, f, FOLD_TEST) +
			    fold_in(p, i, f, FOLD_TRAIN);
		HOLDS(n == p->data->n);
		for (i = 0; i < p->data->copies; i++)
			HOLDS(fold_copy_in(p, i, f, FOLD_TRAIN) ==
			    fold_in(p, p->origin[i], f, FOLD_TRAIN) &&
			    !fold_copy_in(p, i, f, FOLD_HELDOUT));
	}
	if (told(fold_table(&table, p, &why), &why) == ST_OK)
		fold_table_free(&table);
}

static void
foldsplit(const struct tensor_set *set, size_t k)
{
	struct fold_data d = FOLD_DATA_INIT;
	const struct target label = TARGET_LABEL;
	const char *class = NULL, *group, *original;
	struct fold_plan p;
	struct fault why;
	size_t i;

	for (i = 0; i < set->n; i++) {
		group = tensor_attr(&set->t[i], "session");
		original = tensor_attr(&set->t[i], "original");
		if (group == NULL || told(target_class(&set->t[i], &label,
		    &class, &why), &why) != ST_OK)
			continue;
		if (original != NULL) {
			HOLDS(fold_add_copy(&d, tensor_key(&set->t[i]),
			    original, class, &why) == ST_OK);
			continue;
		}
		HOLDS(fold_add(&d, tensor_key(&set->t[i]), group, class,
		    tensor_attr(&set->t[i], "speaker"),
		    tensor_attr(&set->t[i], "gender"), &why) == ST_OK);
	}
	if (told(fold_plan(&p, &d, k, 1, &why), &why) == ST_OK) {
		use_plan(&p);
		fold_plan_free(&p);
	}
	fold_data_free(&d);
}

/* Two records (2, 3), one of a class that is rare elsewhere. */
static const char *
dev(void)
{
	const uint64_t dim[2] = { 2, 3 };
	static const char *path;
	struct tensor t = TENSOR_INIT;
	struct tensor_writer *w;
	const uint8_t *bytes;
	size_t i, n;

	if (path != NULL)
		return path;
	HOLDS(tensor_create(&w, fuzz_sink(), NULL) == ST_OK);
	HOLDS(tensor_reshape(&t, 2, dim, NULL) == ST_OK);
	(void)memset(t.data, 0, 6 * sizeof *t.data);
	for (i = 0; i < 2; i++) {
		HOLDS(attrs_set(&t.attr, "label", i ? "sad" : "zz", NULL) ==
		    ST_OK);
		HOLDS(tensor_write(w, &t, NULL) == ST_OK);
	}
	HOLDS(tensor_finish(w, NULL) == ST_OK);
	tensor_free(&t);
	bytes = fuzz_written(&n);
	return path = fuzz_keep(bytes, n);
}

/* cnntrain -d: all of the reading, none of the work. */
static void
train(const char *path, const char *target)
{
	struct train t = { .config = { .data = path,
	    .dev = strcmp(target, "label") == 0 ? dev() : path },
	    .model = MODEL_INIT };
	struct fault why;

	HOLDS(targets_parse(target, &t.config.targets, &why) == ST_OK);
	if (told(train_load(&t, &why), &why) == ST_OK)
		(void)told(train_load_dev(&t, &why), &why);
	train_data_free(&t.data);
	train_data_free(&t.dev);
	model_free(&t.model);
}

static void
diff(const struct tensor_set *set)
{
	struct difference d;
	size_t at[TENSOR_MAXRANK], i;

	for (i = 1; i < set->n; i++) {
		if (tensor_len(&set->t[i]) != tensor_len(&set->t[i - 1]))
			continue;
		d = values_compare(set->t[i].data, set->t[i - 1].data,
		    tensor_len(&set->t[i]), 0.5, 1e-3);
		if (d.count > 0)
			values_place(set->t[i].rank, set->t[i].dim, d.first,
			    at);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const grouping[] = { "all", "bin", "speaker",
	    "key,bin" };
	const char *path = fuzz_file(data, size);
	unsigned way = fuzz_choice(data, size, 8);
	struct tensor_set set;
	struct fault why;

	if (way == 0) {
		train(path, "label");
		train(path, "valence");
		train(path, "label+valence:value");
		return 0;
	}
	if (told(tensor_load(&set, path, &why), &why) != ST_OK)
		return 0;
	if (way < 5)
		zscore(&set, grouping[way - 1]);
	else if (way == 5)
		foldsplit(&set, 0);
	else if (way == 6)
		foldsplit(&set, 2);
	else {
		padcut(&set);
		diff(&set);
	}
	tensor_unload(&set);
	return 0;
}
