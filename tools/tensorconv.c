/*
 * tensorconv - convert tensor streams to other programs' files and back.
 *
 * in   -t: a stream, for onnx a model; -f: files of the format
 * out  -t: npy or HTK (a file for each record), Kaldi ark or scp, CSV, ONNX;
 *      -f: a stream
 * Other formats hold shape, values and the key (npy and HTK: as the file's
 * name); HTK the rate as well.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "convert/convert.h"
#include "onnx/onnx.h"
#include "recognise/pack.h"
#include "cli.h"
#include "samefile.h"

static const struct cli_tool tool = {
	"tensorconv", "-t format [-o file] [stream] | -t onnx [-o file] "
	    "[model] |\n                  -f format [-o file] [file ...]",
	"  -f FORMAT  from files of FORMAT to a stream\n"
	"  -o FILE    write to FILE; npy and htk: % in it becomes the key\n"
	"  -t FORMAT  from a stream to FORMAT\n"
	"formats:" CONVERT_NAMES "; with -t also: onnx (of a model)\n",
	"f:o:t:", NULL
};

/* format is NULL for onnx. */
static void
refuse_terminal(const struct format *format, const char *output)
{
	if ((format == NULL || !convert_is_text(format)) &&
	    isatty(STDOUT_FILENO) &&
	    (output == NULL || strcmp(output, "-") == 0))
		cli_usage(&tool, "standard output is a terminal; use -o FILE "
		    "or a pipe");
}

/* The file other than output, see convert_second, must not be the input. */
static void
keep_second(const struct format *format, const char *output, const char *key,
    const char *input)
{
	struct fault why;
	char *name;

	cli_check(convert_second(format, output, key, &name, &why), &why);
	cli_keep_input(&tool, 'o', name, input);
	free(name);
}

/* Convert a stream to the format. */
static void
export(const struct format *format, const char *input, const char *output)
{
	struct tensor t = TENSOR_INIT;
	struct convert_writer *w;
	struct tensor_reader *in;
	bool splits = convert_splits(format, output);
	struct fault why;
	enum status s;

	refuse_terminal(format, output);
	if (!splits)
		keep_second(format, output, NULL, input);
	cli_check(tensor_open(&in, input, 0, &why), &why);
	cli_check(convert_create(&w, format, output, &why), &why);
	while ((s = tensor_read(in, &t, &why)) == ST_OK) {
		if (splits)
			keep_second(format, output, tensor_key(&t), input);
		if ((s = convert_write(w, &t, &why)) == ST_BAD)
			(void)fault_prefix(&why, "%s", tensor_name(in));
		cli_check(s, &why);
	}
	if (s != ST_END)
		cli_fail(&why);
	cli_check(convert_finish(w, &why), &why);
	tensor_free(&t);
	tensor_close(in);
}

/* Convert a model, or a pack of them. */
static void
export_model(const char *input, const char *output)
{
	struct fault why;
	struct pack *p;

	refuse_terminal(NULL, output);
	cli_check(pack_load_models(&p, input, &why), &why);
	if (onnx_export(p, output, &why) != ST_OK) {
		if (why.status == ST_BAD)
			(void)fault_prefix(&why, "%s", input);
		cli_fail(&why);
	}
	pack_free(p);
}

/* Append the records of one file. */
static void
import(const struct format *format, const char *path, struct tensor_writer *w)
{
	struct tensor t = TENSOR_INIT;
	struct convert_reader *r;
	struct fault why;
	enum status s;

	cli_check(convert_open(&r, format, path, &why), &why);
	while ((s = convert_read(r, &t, &why)) == ST_OK)
		cli_check(tensor_write(w, &t, &why), &why);
	if (s != ST_END)
		cli_fail(&why);
	tensor_free(&t);
	convert_close(r);
}

/* The format of -f or -t; NULL for onnx. */
static const struct format *
format_of(int option, const char *name)
{
	const struct format *format = NULL;
	struct fault why;

	if (strcmp(name, "onnx") == 0 && option == 'f')
		cli_usage(&tool, "-f: onnx can only be written");
	if (strcmp(name, "onnx") == 0)
		return NULL;
	if (convert_parse(name, &format, &why) != ST_OK)
		cli_usage(&tool, "-%c: %s%s", option, why.text,
		    option == 't' ? " onnx" : "");
	return format;
}

int
main(int argc, char *argv[])
{
	const char *output = NULL;
	const struct format *format = NULL;
	struct tensor_writer *w;
	struct fault why;
	int c, way = 0;

	while ((c = cli_getopt(&tool, argc, argv)) != -1)
		switch (c) {
		case 'f':
		case 't':
			if (way != 0)
				cli_usage(&tool, "-f or -t, only once");
			format = format_of(c, optarg);
			way = c;
			break;
		case 'o': output = optarg; break;
		}
	if (way == 0)
		cli_usage(&tool, "-f or -t is needed");
	if (optind == argc)
		cli_keep_input(&tool, 'o', output, "-");
	for (c = optind; c < argc; c++)
		cli_keep_input(&tool, 'o', output, argv[c]);
	if (way == 't' && format == NULL) {
		export_model(cli_stream(&tool, argc, argv), output);
		return EXIT_SUCCESS;
	}
	if (way == 't') {
		export(format, cli_stream(&tool, argc, argv), output);
		return EXIT_SUCCESS;
	}
	cli_check(tensor_create(&w, output, &why), &why);
	if (optind == argc)
		import(format, "-", w);
	for (; optind < argc; optind++)
		import(format, argv[optind], w);
	cli_check(tensor_finish(w, &why), &why);
	return EXIT_SUCCESS;
}
