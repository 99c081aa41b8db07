#include "model/checkpoint.h"

#include <errno.h>
#include <float.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/infile.h"
#include "base/number.h"
#include "model/weights.h"

#define MAXEPOCHS ((uint64_t)1 << 24)
#define AVERAGE	".average"	/* suffix of the key of a running average */

/* The suffix of the key of moment i, ".m". */
static const char *
moment_part(const struct train *t, size_t i, float *least, char part[20])
{
	(void)snprintf(part, 20, ".%s", optim_moment(&t->optim, i, least));
	return part;
}

/* ---- what the training is, and how far ---- */

/* Always there, so that a training without differs from one with. */
static enum status
describe_start(const struct train_config *c, struct attrs *a,
    struct fault *why)
{
	const char *initial = attrs_get(a, "initial");

	return attrs_setf(a, why, "start", "%s frozen %s",
	    initial != NULL ? initial : "random",
	    c->freeze != NULL ? c->freeze : "none");
}

/* The attributes that must be equal for the training to be the same. */
static enum status
describe(struct train *t, struct attrs *a, struct fault *why)
{
	const struct train_config *c = &t->config;
	char text[2 * OPTIM_TEXT], extras[100] = "";

	if (c->smooth > 0 || c->mixup > 0 || c->average > 0)
		(void)snprintf(extras, sizeof extras,
		    " smooth %.17g mixup %.17g average %.17g", c->smooth,
		    c->mixup, c->average);
	if (train_describe(t, why) != ST_OK ||
	    attrs_copy(a, &t->model.attr, why) != ST_OK ||
	    attrs_set(a, "key", "checkpoint", why) != ST_OK ||
	    attrs_setf(a, why, "exactly", "%s%s", optim_exactly(&t->optim,
	    text), extras) != ST_OK ||
	    describe_start(c, a, why) != ST_OK ||
	    attrs_setf(a, why, "data", "%016" PRIx64, t->data.set.sum) !=
	    ST_OK)
		return why->status;
	if (t->config.dev == NULL)
		return attrs_set(a, "dev", "none", why);
	return attrs_setf(a, why, "dev", "%016" PRIx64, t->dev.set.sum);
}

/* With numbers: of the epoch, what it needs for its scores. */
static enum status
describe_sums(const struct train *t, struct attrs *a, struct fault *why)
{
	char text[(TARGETS_MOST * REGRESS_SUMS + 1) * 26];
	const struct targets *g = &t->model.targets;
	const double *sum;
	size_t n, i, k;

	if (g->n == 1 && !g->of[0].number)
		return ST_OK;
	n = (size_t)snprintf(text, sizeof text, "%zu", t->part.classed);
	for (k = 0; k < g->n; k++) {
		sum = &t->part.sums[k].n;
		for (i = 0; g->of[k].number && i < REGRESS_SUMS; i++)
			n += (size_t)snprintf(text + n, sizeof text - n,
			    " %.17g", sum[i]);
	}
	return attrs_set(a, "sums", text, why);
}

/* The attributes that change from step to step; and the program's build, since
 * compilers and their options round differently. */
static enum status
describe_state(const struct train *t, struct attrs *a, struct fault *why)
{
	if (describe_sums(t, a, why) != ST_OK ||
	    attrs_setf(a, why, "samples", "%zu", t->part.samples) != ST_OK ||
	    attrs_setf(a, why, "right", "%zu", t->part.right) != ST_OK ||
	    attrs_setf(a, why, "loss", "%.17g", t->part.loss) != ST_OK)
		return why->status;
	return attrs_set(a, "build", TONFALL_BUILD, why);
}

enum status
checkpoint_describe(struct train *t, struct attrs *a, struct fault *why)
{
	enum status s = describe(t, a, why);

	return s == ST_OK ? attrs_set(a, "build", TONFALL_BUILD, why) : s;
}

/* ---- writing ---- */

static enum status
write_arrays(const struct train *t, struct tensor_writer *w,
    struct fault *why)
{
	const struct param *p = t->model.net.param;
	enum status s = ST_OK;
	char part[20];
	float least;
	size_t i, j;

	for (i = 0; s == ST_OK && i < t->model.net.params; i++, p++) {
		s = weights_write(w, p, "", t->model.w + p->off, why);
		for (j = 0; s == ST_OK && j < t->optim.moments &&
		    p->role != PARAM_STATE; j++)
			s = weights_write(w, p, moment_part(t, j, &least,
			    part), t->optim.moment[j] + p->off, why);
		if (s == ST_OK && t->average != NULL)
			s = weights_write(w, p, AVERAGE, t->average + p->off,
			    why);
	}
	return s;
}

static enum status
write_log(const struct train *t, struct tensor_writer *w, struct fault *why)
{
	struct tensor log = TENSOR_INIT;
	enum status s;

	if (t->epoch == 0)
		return ST_OK;
	log.rank = 2;
	log.dim[0] = t->epoch;
	log.dim[1] = train_scores(t);
	log.data = t->log;
	s = attrs_set(&log.attr, "key", "log", why);
	if (s == ST_OK)
		s = tensor_write(w, &log, why);
	attrs_free(&log.attr);
	return s;
}

static enum status
write_all(struct train *t, struct tensor_writer *w, struct fault *why)
{
	struct tensor head = TENSOR_INIT;
	enum status s = describe(t, &head.attr, why);

	if (s == ST_OK)
		s = describe_state(t, &head.attr, why);
	head.rank = 1;
	head.dim[0] = t->model.classes;
	head.data = t->model.count;
	if (s == ST_OK)
		s = tensor_write(w, &head, why);
	attrs_free(&head.attr);
	if (s == ST_OK)
		s = write_arrays(t, w, why);
	return s == ST_OK ? write_log(t, w, why) : s;
}

enum status
checkpoint_save(struct train *t, const char *path, struct fault *why)
{
	struct tensor_writer *w;
	enum status s = model_check(&t->model, why);

	if (s != ST_OK)
		return fault_prefix(why, "the state is useless");
	if ((s = tensor_create(&w, path, why)) != ST_OK)
		return s;
	if ((s = write_all(t, w, why)) == ST_OK)
		return tensor_finish(w, why);
	tensor_abandon(w);
	return s;
}

/* ---- reading ---- */

static bool
same(const struct attrs *a, const struct attrs *b, const char *name)
{
	const char *x = attrs_get(a, name), *y = attrs_get(b, name);

	return x != NULL && y != NULL && strcmp(x, y) == 0;
}

/* Compare the attributes of a description with those of this training. */
static enum status
compare(const struct attrs *want, const struct attrs *have,
    struct fault *why)
{
	const char *name, *value, *other;
	size_t pos = 0;

	while (attrs_each(want, &pos, &name, &value)) {
		other = attrs_get(have, name);
		if (strcmp(name, "key") == 0 || strcmp(name, "epochs") == 0 ||
		    same(want, have, name))
			continue;
		/* No batch is larger than the data. */
		if (strcmp(name, "batch") == 0 && other != NULL &&
		    !same(want, have, "data"))
			continue;
		if (strcmp(name, "data") == 0 || strcmp(name, "dev") == 0)
			return fault_set(why, ST_BAD, "of another training: "
			    "the %s stream has other records",
			    strcmp(name, "data") == 0 ? "training" : "dev");
		return fault_set(why, ST_BAD, "of another training: %s is "
		    "'%.150s', here it is '%.150s'", name,
		    other != NULL ? other : "absent", value);
	}
	return ST_OK;
}

static enum status
need_size(const struct attrs *a, const char *name, uint64_t most,
    uint64_t *out, struct fault *why)
{
	const char *text = attrs_get(a, name);

	if (text == NULL)
		return fault_set(why, ST_BAD, "no attribute '%s'", name);
	if (number_size(text, 0, most, out, why) != ST_OK)
		return fault_prefix(why, "%s", name);
	return ST_OK;
}

/* What describe_sums wrote; without numbers every sample has a class. */
static enum status
read_sums(struct train *t, const struct attrs *a, struct fault *why)
{
	const struct targets *g = &t->model.targets;
	const char *text = attrs_get(a, "sums");
	char copy[(TARGETS_MOST * REGRESS_SUMS + 1) * 26], *rest = copy;
	double *sum, n = 0;
	size_t i, k;

	t->part.classed = t->part.samples;
	if (g->n == 1 && !g->of[0].number)
		return ST_OK;
	if (text == NULL || strlen(text) >= sizeof copy)
		return fault_set(why, ST_BAD, "no attribute 'sums'");
	(void)strcpy(copy, text);
	if (number_real(strsep(&rest, " "), 0, (double)t->part.samples, &n,
	    why) != ST_OK)
		return fault_prefix(why, "sums");
	t->part.classed = (size_t)n;
	for (k = 0; k < g->n; k++) {
		sum = &t->part.sums[k].n;
		for (i = 0; g->of[k].number && i < REGRESS_SUMS; i++)
			if (number_real(rest == NULL ? "" : strsep(&rest, " "),
			    -DBL_MAX, DBL_MAX, &sum[i], why) != ST_OK)
				return fault_prefix(why, "sums");
	}
	return ST_OK;
}

/* What describe_state wrote. */
static enum status
read_state(struct train *t, const struct attrs *a, struct fault *why)
{
	uint64_t epoch = 0, samples = 0, right = 0;
	size_t N = t->data.n, batch = t->config.batch;
	const char *loss = attrs_get(a, "loss");

	if (need_size(a, "epochs", MAXEPOCHS, &epoch, why) != ST_OK ||
	    need_size(a, "samples", N, &samples, why) != ST_OK ||
	    need_size(a, "right", samples, &right, why) != ST_OK)
		return why->status;
	if (samples % batch != 0 && samples != N)
		return fault_set(why, ST_BAD, "samples: %llu are not whole "
		    "batches of %zu", (unsigned long long)samples, batch);
	if (number_real(loss != NULL ? loss : "", -DBL_MAX, DBL_MAX,
	    &t->part.loss, why) != ST_OK)
		return fault_prefix(why, "loss");
	t->epoch = (uint32_t)epoch;
	t->part.samples = (size_t)samples;
	t->part.right = (size_t)right;
	if (read_sums(t, a, why) != ST_OK)
		return why->status;
	t->optim.step = epoch * ((N + batch - 1) / batch) +
	    (samples + batch - 1) / batch;
	return ST_OK;
}

/* If the first record is damaged, the file may be anything and must not be
 * deleted, unless it contains the words of a checkpoint. */
static enum status
foreign(const char *path, struct fault *why)
{
	static const char words[] = "\nkey checkpoint\n";
	FILE *fp = infile_open(path);
	char head[1 << 16];
	bool ours = false;
	size_t n;

	if (fp != NULL) {
		n = fread(head, 1, sizeof head, fp);
		ours = memmem(head, n, words, sizeof words - 1) != NULL;
		(void)fclose(fp);
	}
	return ours ? ST_BAD :
	    fault_set(why, ST_USAGE, "%s: is not a checkpoint", path);
}

static enum status
read_head(struct train *t, struct tensor_reader *r, struct tensor *head,
    bool *other_build, struct fault *why)
{
	struct attrs want = ATTRS_INIT;
	enum status s = tensor_read(r, head, why);
	const char *build;

	if (s == ST_END || (s == ST_OK &&
	    strcmp(tensor_key(head), "checkpoint") != 0))
		return fault_set(why, ST_USAGE, "%s: is not a checkpoint",
		    tensor_name(r));
	if (s != ST_OK)
		return s == ST_BAD ? foreign(tensor_name(r), why) : s;
	s = describe(t, &want, why);
	if (s == ST_OK)
		s = compare(&want, &head->attr, why);
	if (s == ST_OK)
		s = read_state(t, &head->attr, why);
	build = attrs_get(&head->attr, "build");
	*other_build = build == NULL || strcmp(build, TONFALL_BUILD) != 0;
	attrs_free(&want);
	return s == ST_OK ? ST_OK : fault_prefix(why, "%s", tensor_name(r));
}

static enum status
read_arrays(struct train *t, struct tensor_reader *r, struct tensor *in,
    struct fault *why)
{
	const struct param *p = t->model.net.param;
	enum status s = ST_OK;
	const char *name;
	char part[20];
	size_t i, j;
	float least;

	for (i = 0; s == ST_OK && i < t->model.net.params; i++, p++) {
		s = weights_read(r, in, p, "", p->least, t->model.w + p->off,
		    why);
		for (j = 0; s == ST_OK && j < t->optim.moments &&
		    p->role != PARAM_STATE; j++) {
			name = moment_part(t, j, &least, part);
			s = weights_read(r, in, p, name, least,
			    t->optim.moment[j] + p->off, why);
		}
		if (s == ST_OK && t->average != NULL)
			s = weights_read(r, in, p, AVERAGE, p->least,
			    t->average + p->off, why);
	}
	return s;
}

static enum status
read_log(struct train *t, struct tensor_reader *r, struct tensor *log,
    struct fault *why)
{
	enum status s;

	if (t->epoch == 0)
		return ST_OK;
	s = tensor_read(r, log, why);
	if (s == ST_END || (s == ST_OK && (log->rank != 2 ||
	    strcmp(tensor_key(log), "log") != 0 || log->dim[0] != t->epoch ||
	    log->dim[1] != train_scores(t))))
		return fault_set(why, ST_BAD, "%s: there is no record 'log' "
		    "of %u epochs", tensor_name(r), (unsigned)t->epoch);
	if (s == ST_OK)
		s = train_log_room(t, t->epoch, why);
	if (s == ST_OK)
		(void)memcpy(t->log, log->data,
		    tensor_len(log) * sizeof *t->log);
	return s;
}

enum status
checkpoint_load(struct train *t, const char *path, bool *other_build,
    struct fault *why)
{
	struct tensor in = TENSOR_INIT;
	struct tensor_reader *r;
	struct stat st;
	enum status s;

	if (stat(path, &st) != 0 && errno == ENOENT)
		return ST_END;
	if ((s = tensor_open(&r, path, 0, why)) != ST_OK)
		return s;
	s = read_head(t, r, &in, other_build, why);
	if (s == ST_OK)
		s = read_arrays(t, r, &in, why);
	if (s == ST_OK)
		s = read_log(t, r, &in, why);
	if (s == ST_OK)
		s = weights_end(r, &in, why);
	tensor_free(&in);
	tensor_close(r);
	return s;
}
