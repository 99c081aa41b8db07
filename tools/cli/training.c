#include "training.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/atomfile.h"
#include "base/lock.h"
#include "base/printable.h"
#include "model/checkpoint.h"
#include "model/together.h"
#include "cli.h"
#include "signals.h"
#include "teamwork.h"

/* Checkpoints take at most 1 / SHARE of the time of a training. */
#define SHARE	20

/* Seconds; a training that was killed may need some to write and end. */
#define PATIENCE 10

/* When the state was last saved, and when it is next due. */
struct keeper {
	const struct cli_training *c;
	struct train *t;
	uint32_t epoch;
	size_t samples;		/* of the epoch after it */
	double due;		/* as cli_now() */
	bool warned;
};

/* ---- the log ---- */

static void
log_head(struct atomfile *f, const struct train *t)
{
	char name[TRAIN_SCORENAME];
	struct fault why;
	size_t i, n = train_scores(t);

	cli_check(atomfile_printf(f, &why, "epoch"), &why);
	for (i = 0; i < n; i++)
		cli_check(atomfile_printf(f, &why, "\t%s",
		    train_score_name(t, i, name)), &why);
	cli_check(atomfile_printf(f, &why, "\n"), &why);
}

/* A dev stream of unknown classes only has no loss, and numbers that do not
 * vary have no correlation. */
static void
log_epoch(struct atomfile *f, const struct train *t, uint32_t epoch)
{
	size_t i, n = train_scores(t);
	const float *row = t->log + epoch * n;
	char text[1000];
	struct fault why;
	int len = snprintf(text, sizeof text, "%u", (unsigned)epoch + 1);

	for (i = 0; i < n; i++)
		len += snprintf(text + len, sizeof text - (size_t)len,
		    isnan(row[i]) ? "\t-" : "\t%.6g", (double)row[i]);
	cli_check(atomfile_printf(f, &why, "%s\n", text), &why);
}

/* The concordance of each number that has one. */
static void
show_numbers(FILE *to, const struct targets *g, const double *ccc)
{
	size_t k;

	for (k = 0; k < g->n; k++)
		if (g->of[k].number && !isnan(ccc[k]))
			(void)fprintf(to, ", CCC of %s %.3f", g->of[k].name,
			    ccc[k]);
}

static void
describe_epoch(FILE *to, const struct train *t, const struct train_score *s,
    uint32_t last)
{
	const struct targets *g = &t->model.targets;
	bool classes = targets_classes(g) < g->n;

	(void)fprintf(to, "epoch %u/%u: loss %.4f", (unsigned)t->epoch,
	    (unsigned)last, s->loss);
	if (classes)
		(void)fprintf(to, ", accuracy %.1f %%", 100 * s->accuracy);
	show_numbers(to, g, s->ccc);
	if (t->config.dev != NULL) {
		(void)fprintf(to, "; dev: loss %.4f", s->dev_loss);
		if (classes)
			(void)fprintf(to, ", accuracy %.1f %%, UAR %.1f %%",
			    100 * s->dev_accuracy, 100 * s->dev_uar);
		show_numbers(to, g, s->dev_ccc);
	}
}

/* In one write, lest lines of trainings side by side get mixed. */
static void
show_epoch(const struct train *t, const struct train_score *s, uint32_t last,
    double seconds)
{
	char *text = NULL;
	size_t n;
	FILE *to = open_memstream(&text, &n);

	if (to == NULL)
		return;
	describe_epoch(to, t, s, last);
	(void)fprintf(to, "; %.1f s\n", seconds);
	if (fclose(to) == 0)
		(void)fputs(text, stderr);
	free(text);
}

/* ---- checkpoints ---- */

/* Lock the checkpoint until the program exits. */
static struct lock held = LOCK_INIT;

static void
unlock(void)
{
	struct fault why;

	cli_stop_remove(NULL);
	if (lock_release(&held, &why) != ST_OK)
		cli_warn("%s", why.text);
}

/* Two trainings would both write it, and the first to end would remove it. */
static void
lock(const struct cli_training *c)
{
	const struct timespec tick = { 0, 50000000 };
	double end = cli_now() + PATIENCE;
	bool told = c->quiet;
	struct fault why;
	enum status s;

	while ((s = lock_take(&held, c->file, &why)) == ST_END) {
		if (cli_now() >= end)
			cli_die(EXIT_DATA, "%s: in use by another training, "
			    "%s; give each a checkpoint of its own", c->file,
			    why.text);
		if (!told)
			cli_warn("%s: in use by another training, %s; waiting "
			    "up to %d seconds for its end", c->file, why.text,
			    PATIENCE);
		told = true;
		(void)nanosleep(&tick, NULL);
	}
	cli_check(s, &why);
	(void)atexit(unlock);
	if (held.fd >= 0)
		cli_stop_remove(held.name);
}

void
cli_training_check(struct cli_training *c)
{
	struct atomfile f = ATOMFILE_INIT;
	struct stat st;
	struct fault why;

	if (c->checkpoint == NULL)
		return;
	cli_check(atomfile_target(&c->file, c->checkpoint, &why), &why);
	if (stat(c->file, &st) == 0 && !S_ISREG(st.st_mode))
		cli_die(EXIT_DATA, "%s: is not a file that a checkpoint could "
		    "replace", c->file);
	cli_check(atomfile_open(&f, c->file, &why), &why);
	atomfile_abandon(&f);
	lock(c);
}

/* Is this the rank that writes? */
static bool
leads(const struct train *t)
{
	return team_rank(t->config.team) == 0;
}

/* Save the state; a full disk must not end the training. */
static bool
save(struct keeper *k)
{
	const char *path = k->c->file;
	double start = cli_now(), end;
	enum status s = ST_OK;
	struct fault why;

	together_collect(k->t);
	if (leads(k->t))
		s = checkpoint_save(k->t, path, &why);
	if (s != ST_OK && !k->warned) {
		cli_warn("%s; the training continues without, and tries "
		    "again without a word", why.text);
		k->warned = true;
	}
	end = cli_now();
	k->epoch = k->t->epoch;
	k->samples = k->t->part.samples;
	k->due = k->c->every > 0 ?
	    end + fmax(k->c->every, SHARE * (end - start)) : end;
	return s == ST_OK;
}

static bool
saved_here(const struct keeper *k)
{
	return k->epoch == k->t->epoch && k->samples == k->t->part.samples;
}

static bool
pause_now(void *ctx)
{
	const struct keeper *k = ctx;

	return cli_stopped() != 0 || (leads(k->t) && !saved_here(k) &&
	    cli_now() >= k->due);
}

/* Has any rank had a signal?  Then all have it. */
static bool
stopped(const struct train *t)
{
	unsigned sig = (unsigned)cli_stopped();
	unsigned bits = team_any(t->config.team, sig > 0 ? 1U << sig : 0);

	if (bits != 0 && sig == 0)
		cli_stop_note(__builtin_ctz(bits));
	return bits != 0;
}

static void __attribute__((noreturn))
stop(struct keeper *k)
{
	bool good;

	k->warned = false;
	good = save(k);
	if (leads(k->t)) {
		cli_warn("stopped in epoch %u of %u; %s%s",
		    (unsigned)k->t->epoch + (k->t->epoch < k->c->epochs),
		    (unsigned)k->c->epochs,
		    good ? "the same command resumes from " :
		    "this state is lost, not the one before it in ",
		    k->c->file);
		unlock();
	}
	cli_team_leave();
	cli_stop_die();
}

/* t from the checkpoint, if there is one. */
static void
resume(struct keeper *k)
{
	const struct cli_training *c = k->c;
	struct train *t = k->t;
	struct fault why;
	bool other_build = false;
	char shown[512];
	enum status s = checkpoint_load(t, c->file, &other_build, &why);

	if (s == ST_END)
		return;
	if (s == ST_USAGE)
		cli_die(EXIT_DATA, "%s; name another file", why.text);
	if (s == ST_BAD)
		cli_die(EXIT_DATA, "%s; remove the file to begin anew, or "
		    "name another one", why.text);
	cli_check(s, &why);
	if (t->epoch > c->epochs ||
	    (t->epoch == c->epochs && t->part.samples > 0))
		cli_die(EXIT_DATA, "%s: has come to epoch %u; -e %u would be "
		    "a step back", c->file, (unsigned)t->epoch +
		    (t->part.samples > 0), (unsigned)c->epochs);
	if (other_build)
		cli_warn("%s: written by another build of this program, which "
		    "may round differently; the model may differ in some "
		    "bytes from that of one run", c->file);
	if (!c->quiet) {
		printable(shown, sizeof shown, c->file);
		(void)fprintf(stderr, "resuming from %s after epoch %u\n",
		    shown, (unsigned)t->epoch);
	}
}

static void
start(struct keeper *k)
{
	struct train *t = k->t;
	struct fault why;

	if (k->c->checkpoint == NULL)
		return;
	cli_team_part();
	if (leads(t))
		resume(k);
	cli_team_meet();
	cli_team_check(together_share(t, &why), &why);
	k->epoch = t->epoch;
	k->samples = t->part.samples;
	k->t->config.pause = pause_now;
	k->t->config.pause_ctx = k;
	cli_stop_catch();
}

/* After the last epoch. */
static void
finish(struct keeper *k)
{
	if (k->c->checkpoint == NULL)
		return;
	if (stopped(k->t))
		stop(k);
	cli_stop_release();
	if (k->c->keep && !saved_here(k))
		(void)save(k);
}

void
cli_training_done(struct cli_training *c)
{
	if (c->file != NULL && !c->keep && unlink(c->file) != 0 &&
	    errno != ENOENT)
		cli_warn("%s: cannot remove: %s", c->file, strerror(errno));
	free(c->file);
	c->file = NULL;
}

/* ---- all epochs ---- */

static void
run_epoch(struct keeper *k)
{
	struct train_score score;
	struct fault why;
	double begin = cli_now();
	enum status s;

	while ((s = train_epoch(k->t, &score, &why)) == ST_END) {
		if (stopped(k->t))
			stop(k);
		(void)save(k);
	}
	cli_team_check(s, &why);
	if (!k->c->quiet && leads(k->t))
		show_epoch(k->t, &score, k->c->epochs, cli_now() - begin);
}

void
cli_training_run(const struct cli_training *c, struct train *t)
{
	struct keeper k = { .c = c, .t = t, .due = cli_now() + c->every };
	struct atomfile log = ATOMFILE_INIT;
	struct fault why;
	bool logs = c->log != NULL && leads(t);
	uint32_t i;

	if (logs) {
		cli_check(atomfile_open(&log, c->log, &why), &why);
		log_head(&log, t);
	}
	start(&k);
	for (i = 0; logs && i < t->epoch; i++)
		log_epoch(&log, t, i);
	while (t->epoch < c->epochs) {
		run_epoch(&k);
		if (logs)
			log_epoch(&log, t, t->epoch - 1);
	}
	finish(&k);
	if (logs)
		cli_check(atomfile_commit(&log, &why), &why);
}
