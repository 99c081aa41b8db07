/*
 * padcut - give every record of a stream the same number of frames.
 *
 * in   (T, B)  T may differ from record to record
 * out  (N, B)  a short record gets frames of -f at its end, a long one loses
 *              its tail; attribute frames: how many are real
 *
 * -a works N out of the stream, which is then read twice.
 */
#include <float.h>
#include <stdio.h>
#include <unistd.h>

#include "base/atomfile.h"
#include "data/frames.h"
#include "cli.h"
#include "filter.h"
#include "samefile.h"

static const struct cli_tool tool = {
	"padcut",
	"-n frames | -a | -p [-f fill] [-o file] [stream]",
	"  -n frames  frames of every record\n"
	"  -a         int(mean + standard deviation) frames over the stream\n"
	"  -p         print what -a would take, and write no stream\n"
	"  -f fill    value of the frames put at the end (0)\n"
	"  -o file    write to file instead of standard output\n",
	"apf:n:o:", NULL
};

struct options {
	bool all, print;
	uint64_t frames;	/* 0: not known yet */
	float fill;
	const char *in, *out;
};

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
		case 'n': o->frames = cli_size(c, optarg, 1, UINT32_MAX);
			break;
		case 'o': o->out = optarg; break;
		}
	o->in = cli_stream(&tool, argc, argv);
	if (o->frames != 0 && (o->all || o->print))
		cli_usage(
		    &tool, "-n gives the frames, -a and -p work them out");
	if (o->print)
		cli_keep_input(&tool, 'o', o->out, o->in);
	if (o->frames == 0 && !o->all && !o->print)
		cli_usage(&tool, "how many frames? -n or -a");
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
