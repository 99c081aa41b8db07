/*
 * padcut - give every record of a stream the same number of frames.
 *
 * in   (T, B)  T may differ from record to record
 * out  (N, B)  a short record gets frames of -f at its end, a long one loses
 *              its tail; attribute frames: how many are real
 *
 * -a works N out of the stream, which is then read twice; -m takes it from a
 * model.
 */
#include <float.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/atomfile.h"
#include "base/number.h"
#include "data/frames.h"
#include "model/description.h"
#include "cli.h"
#include "filter.h"
#include "samefile.h"

static const struct cli_tool tool = {
	"padcut",
	"-n frames | -m model | -a | -p [-f fill] [-o file] [stream]",
	"  -n frames  number of frames of every record\n"
	"  -m model   as many as the model takes\n"
	"  -a         int(mean + standard deviation) of the stream's lengths\n"
	"  -p         print the number -a would use, and write no stream\n"
	"  -f fill    value of the frames added at the end (0)\n"
	"  -o file    write to file instead of standard output\n",
	"apf:m:n:o:", NULL
};

struct options {
	bool all, print;
	uint64_t frames;	/* 0: not known yet */
	float fill;
	const char *model, *in, *out;
};

/* The frames that the network of the model takes. */
static uint64_t
model_length(const char *path)
{
	struct attrs a = ATTRS_INIT;
	const char *text;
	struct fault why;
	uint64_t n;

	cli_check(description_read(&a, path, &why), &why);
	cli_check(description_need(&a, path, "frames", &text, &why), &why);
	if (number_size(text, 1, UINT32_MAX, &n, &why) != ST_OK)
		cli_die(EXIT_DATA, "%s: frames: %s", path, why.text);
	attrs_free(&a);
	return n;
}

/* Check -n, -m, -a and -p together. */
static void
check_length(const struct options *o)
{
	bool given = o->frames != 0 || o->model != NULL;

	if (given && (o->all || o->print))
		cli_usage(&tool, "%s gives the frames, -a and -p work them "
		    "out", o->frames != 0 ? "-n" : "-m");
	if (o->frames != 0 && o->model != NULL)
		cli_usage(&tool, "both -n and -m give the frames; use one");
	if (!given && !o->all && !o->print)
		cli_usage(&tool, "no number of frames given: -n, -m or -a");
	if (o->model != NULL && strcmp(o->model, "-") == 0 &&
	    strcmp(o->in, "-") == 0)
		cli_usage(&tool, "-m -: standard input is the stream, not the "
		    "model");
}

static void
read_options(int argc, char *argv[], struct options *o)
{
	int c;

	while ((c = cli_getopt(&tool, argc, argv)) != -1)
		switch (c) {
		case 'a': o->all = true; break;
		case 'p': o->print = true; break;
		case 'f': o->fill = (float)cli_real(c, optarg, -FLT_MAX,
		    FLT_MAX); break;
		case 'm': o->model = optarg; break;
		case 'n': o->frames = cli_size(c, optarg, 1, UINT32_MAX);
			break;
		case 'o': o->out = optarg; break;
		}
	o->in = cli_stream(&tool, argc, argv);
	check_length(o);
	if (o->print)
		cli_keep_input(&tool, 'o', o->out, o->in);
	if (o->model == NULL)
		return;
	cli_keep_input(&tool, 'o', o->out, o->model);
	o->frames = model_length(o->model);
}

/* int(mean + standard deviation) of the real frames; 0 for no records. */
static uint64_t
find_length(struct tensor_reader *r)
{
	struct frames_lengths l = { 0, 0, { 0, 0 } };
	struct tensor t = TENSOR_INIT;
	struct fault why;
	enum status s;
	uint64_t frames;

	while ((s = tensor_read(r, &t, &why)) == ST_OK) {
		if (frames_real(&t, &frames, &why) != ST_OK)
			cli_die_record(r, &t, "%s", why.text);
		frames_count(&l, frames);
	}
	if (s != ST_END)
		cli_fail(&why);
	tensor_free(&t);
	return l.n == 0 ? 0 : frames_length(&l);
}

static void
print_length(struct tensor_reader *r, const char *path)
{
	struct atomfile f = ATOMFILE_INIT;
	struct fault why;
	uint64_t n = find_length(r);

	if (n == 0)
		cli_die(EXIT_DATA, "%s: no records, so no length",
		    tensor_name(r));
	cli_check(atomfile_open(&f, path, &why), &why);
	cli_check(atomfile_printf(&f, &why, "%llu\n", (unsigned long long)n),
	    &why);
	cli_check(atomfile_commit(&f, &why), &why);
}

static enum status
change(void *ctx, const struct tensor *in, struct tensor *out,
    struct fault *why)
{
	const struct options *o = ctx;

	return frames_padcut(in, o->frames, o->fill, out, why);
}

static void
refit(struct tensor_reader *r, struct options *o)
{
	struct tensor_writer *w;
	struct fault why;

	cli_check(tensor_create(&w, o->out, &why), &why);
	if (o->all) {
		o->frames = find_length(r);
		tensor_rewind(r);
	}
	cli_filter(r, w, change, o);
}

int
main(int argc, char *argv[])
{
	struct options o = { .frames = 0 };
	struct tensor_reader *r;
	struct fault why;

	read_options(argc, argv, &o);
	cli_check(tensor_open(&r, o.in, o.all && !o.print ? TENSOR_WHOLE : 0,
	    &why), &why);
	if (o.print)
		print_length(r, o.out);
	else
		refit(r, &o);
	tensor_close(r);
	return 0;
}
