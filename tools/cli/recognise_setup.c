/*
 * What a run of tonfall(1) begins with: the model, the classes, the segments,
 * and whose statistics are used.
 */
#include "recognise_state.h"

#include <stdlib.h>
#include <string.h>

#include "base/appendf.h"
#include "base/infile.h"
#include "data/segments.h"
#include "findmodel.h"

/* ---- the model ---- */

void
setup_model(struct run *r)
{
	struct fault why;

	cli_check(findmodel(&r->name, r->o->model, &why), &why);
	output_spare(r->o, r->name);
	cli_check(pack_load(&r->pack, r->name, &why), &why);
	r->hears = pack_hears(r->pack);
}

/* Of an installed one its name, as -m takes it. */
static const char *
name_of(const struct run *r)
{
	if (r->o->model == NULL && getenv("TONFALL_MODEL") == NULL)
		return FINDMODEL_DEFAULT;
	return r->o->model != NULL ? r->o->model : r->name;
}

/* Which model it is, trained on what, under which licence. */
void
setup_introduce(const struct run *r)
{
	const char *about = pack_attr(r->pack, "about"),
		   *corpus = pack_attr(r->pack, "corpus"),
		   *licence = pack_attr(r->pack, "licence");
	char text[1024] = "";

	if (about != NULL)
		appendf(text, sizeof text, ": %s", about);
	if (corpus != NULL)
		appendf(text, sizeof text, "%s trained on %s",
		    about != NULL ? ";" : ":", corpus);
	if (licence != NULL)
		appendf(text, sizeof text, "; licence %s", licence);
	if (!r->o->quiet)
		cli_warn("model %s%s", name_of(r), text);
}

/* The classes that the list of --classes changes. */
void
setup_classes(struct run *r)
{
	struct classchoice *c = &r->choice;
	char left[512] = "";
	struct fault why;
	size_t i;

	if (classchoice_parse(c, r->o->classes,
	    (const char *const *)r->pack->label, r->pack->classes, &why) !=
	    ST_OK) {
		if (why.status == ST_BAD)
			cli_usage(&r->o->tool, "--classes: %s", why.text);
		cli_fail(&why);
	}
	for (i = 0; i < c->from; i++)
		if (c->to[i] == CLASSCHOICE_OUT)
			appendf(left, sizeof left, "%s%s", *left != '\0' ?
			    ", " : "", r->pack->label[i]);
	if (*left != '\0' && !r->o->quiet)
		cli_warn("--classes leaves out %s: the probabilities are as "
		    "if it were certainly none of these", left);
}

/* ---- whose statistics ---- */

static void
group_by(struct run *r, int column, bool single)
{
	struct fault why;

	if (recordings_are_read_once(&r->o->in))
		cli_usage(&r->o->tool, "--adapt %s needs a list that can be "
		    "read twice", r->o->adapt);
	cli_check(groups_new(&r->groups, r->pack, column,
	    single && r->o->channel != AUDIO_EACH, &why), &why);
}

/* The column of the list that is named, or that auto means; -1. */
static int
group_column(const struct run *r, bool automatic)
{
	if (!recordings_is_list(r->in) ||
	    (automatic && recordings_are_read_once(&r->o->in)))
		return -1;
	return recordings_find(r->in, automatic ? "speaker" : r->o->adapt);
}

void
setup_statistics(struct run *r)
{
	const char *adapt = r->o->adapt;
	bool automatic = strcmp(adapt, "auto") == 0,
	     single = r->o->window == 0 && !r->o->utterances;
	int column;

	if (strcmp(adapt, "none") == 0)
		return;
	if (r->pack->group[PACK_ADAPTED].n == 0) {
		if (!automatic)
			cli_die(EXIT_DATA, "--adapt %s: model %s has no second "
			    "group of members, which takes a speaker's own "
			    "statistics", adapt, r->name);
		return;
	}
	if (strcmp(adapt, "folder") == 0)
		group_by(r, GROUPS_FOLDER, single);
	else if (strcmp(adapt, "recording") == 0)
		r->own = true;
	else if (textset_find(&r->extra, automatic ? "speaker" : adapt) !=
	    TEXTSET_NONE) {
		r->own = true;
		r->whose = automatic ? "speaker" : adapt;
	} else if ((column = group_column(r, automatic)) != -1)
		group_by(r, column, single);
	else if (!automatic)
		cli_usage(&r->o->tool, "--adapt %.80s: there is no such "
		    "column; auto, none, recording and folder need none",
		    adapt);
	else
		r->own = !single || recordings_are_segments(r->in);
}

/* ---- --segments ---- */

static void
tell(const char *text)
{
	cli_warn("%s", text);
}

void
setup_segments(struct run *r)
{
	struct fault why;

	if (r->o->segments == NULL)
		return;
	cli_check(segments_open(&r->spec.segments, r->o->segments, false, tell,
	    &why), &why);
	cli_check(segments_names(r->spec.segments, &r->extra, &why), &why);
}

/* The rows of a list that are segments are not cut again. */
void
setup_check_list(const struct run *r)
{
	if (r->o->parts != NULL && recordings_are_segments(r->in))
		cli_die(EXIT_USAGE, "%s: has the column start, so its rows are "
		    "segments, which cannot be combined with %s",
		    infile_name(r->o->in.list), r->o->parts);
}

/* Segments that say nothing of whom they are can only be of one recording. */
void
setup_check_segments(const struct run *r)
{
	if (r->spec.segments != NULL && r->total != 1 &&
	    segments_any(r->spec.segments) && !segments_keyed(r->spec.segments))
		cli_die(EXIT_DATA, "%s: has no column key or path, so it is of "
		    "one recording, but %s given",
		    infile_name(r->o->segments), r->total == 0 ?
		    "none or a list is" : "several are");
}
