#include "score/scorenotes.h"

#include "score/scorecells.h"

const char *
scorenotes_unit(enum predictions_unit unit, const char *group)
{
	return unit == PREDICTIONS_GROUP ? group :
	    unit == PREDICTIONS_KEY ? "key" : "row";
}

char
scorenotes_protocol(const struct predictions *p)
{
	return p->unsaid == 0 ? p->protocol : 0;
}

size_t
scorenotes_recordings(const struct predictions *p)
{
	if (p->unkeyed == 0)
		return p->keys.n;
	return p->seeds.n > 1 ? (p->n + p->seeds.n / 2) / p->seeds.n : p->n;
}

/* Rows that are in the scores but, without a unit, never drawn. */
static size_t
undrawn(const struct scorenotes *n)
{
	return n->unit == PREDICTIONS_GROUP ? n->table->ungrouped : 0;
}

/* ---- for people ---- */

/* "12 folds", before or after a comma. */
static enum status
put_many(size_t n, const char *what, bool first, struct atomfile *f,
    struct fault *why)
{
	return atomfile_printf(f, why, "%s%zu %s%s", first ? "" : ", ", n,
	    what, n == 1 ? "" : "s");
}

/* "180 recordings, 360 predictions" */
static enum status
put_recordings(const struct predictions *p, struct atomfile *f,
    struct fault *why)
{
	bool keyed = p->unkeyed == 0;
	enum status s = ST_OK;

	if (keyed)
		s = put_many(p->keys.n, "recording", true, f, why);
	if (s == ST_OK && (!keyed || p->keys.n != p->n))
		s = put_many(p->n, "prediction", !keyed, f, why);
	return s;
}

/* "; 6 more without a label, 2 more without a prediction" */
static enum status
put_left_out(const struct predictions *p, struct atomfile *f,
    struct fault *why)
{
	const struct {
		size_t n;
		const char *text, *name;
	} left[] = {
		{ p->unlabelled, "without a ", p->numbers ? p->target :
		    "label" },
		{ p->unpredicted, "without a prediction", "" },
		{ p->unpaired, "for which one of the systems has none", "" }
	};
	const char *between = ";";
	enum status s = ST_OK;
	size_t i;

	for (i = 0; i < sizeof left / sizeof left[0] && s == ST_OK; i++) {
		if (left[i].n == 0)
			continue;
		s = atomfile_printf(f, why, "%s %zu more %s%s", between,
		    left[i].n, left[i].text, left[i].name);
		between = ",";
	}
	return s;
}

enum status
scorenotes_counts(const struct scorenotes *n, bool of_other,
    struct atomfile *f, struct fault *why)
{
	const struct predictions *p = of_other ? n->other : n->table;
	enum status s = put_recordings(p, f, why);

	if (s == ST_OK && !of_other && !p->numbers)
		s = atomfile_printf(f, why, ", %zu class%s", p->classes.n,
		    p->classes.n == 1 ? "" : "es");
	if (s == ST_OK)
		s = put_many(p->folds.n, "fold", false, f, why);
	if (s == ST_OK)
		s = put_many(p->seeds.n, "seed", false, f, why);
	if (s == ST_OK && p->has_group && p->groups.n > 0)
		s = put_many(p->groups.n, n->group, false, f, why);
	if (s == ST_OK)
		s = put_left_out(p, f, why);
	return s != ST_OK ? s : atomfile_printf(f, why, "\n");
}

enum status
scorenotes_known(const struct predictions *p, struct atomfile *f,
    struct fault *why)
{
	char protocol = scorenotes_protocol(p);

	if (protocol == 0)
		return ST_OK;
	return atomfile_printf(f, why, protocol == 'T' ?
	    "protocol T: nothing was known of the speakers\n" :
	    protocol == 'C' ?
	    "protocol C: statistics of each corpus's recordings were used, "
	    "those that are scored included\n" :
	    "protocol S: statistics of the speakers' own recordings were "
	    "used\n");
}

enum status
scorenotes_method(const struct scorenotes *n, struct atomfile *f,
    struct fault *why)
{
	size_t without = undrawn(n);
	enum status status;

	status = atomfile_printf(f, why, "95 %% intervals from %zu bootstrap "
	    "replicates, resampled by %s\n", n->replicates,
	    scorenotes_unit(n->unit, n->group));
	if (status != ST_OK || without == 0)
		return status;
	return atomfile_printf(f, why, "%zu prediction%s without a %s %s in "
	    "the scores, but not in the intervals\n", without,
	    without == 1 ? "" : "s", n->group, without == 1 ? "is" : "are");
}

/* ---- for programs ---- */

enum status
scorenotes_rows(const struct scorenotes *n, struct atomfile *f,
    struct fault *why)
{
	const struct predictions *p = n->table, *o = n->other;
	const char protocol[2] = { scorenotes_protocol(p), '\0' };
	size_t recordings = scorenotes_recordings(p);
	bool grouped = n->unit == PREDICTIONS_GROUP ||
	    (p->has_group && p->ungrouped == 0);
	const struct {
		bool there;
		const char *name, *suffix;
		size_t n;
	} row[] = {
		{ grouped, n->group, "s", p->groups.n },
		{ true, "n", "", recordings },
		{ true, "predictions", "", p->n },
		{ true, "unlabelled", "", p->unlabelled },
		{ true, "unpredicted", "", p->unpredicted },
		{ true, "unpaired", "", p->unpaired },
		{ !p->numbers, "classes", "", n->set->classes },
		{ true, "folds", "", n->set->folds },
		{ true, "seeds", "", n->set->seeds },
		{ true, "resampled_by_", scorenotes_unit(n->unit, n->group),
		    n->set->units },
		{ true, "replicates", "", n->replicates },
		{ p->unkeyed == 0, "recordings", "", recordings },
		{ protocol[0] != '\0', "protocol_", protocol, recordings },
		{ undrawn(n) > 0, "without_", n->group, undrawn(n) },
		{ o != NULL, "n_other", "", o == NULL ? 0 :
		    scorenotes_recordings(o) },
		{ o != NULL, "folds_other", "", o == NULL ? 0 :
		    n->other_set->folds },
		{ o != NULL, "seeds_other", "", o == NULL ? 0 :
		    n->other_set->seeds },
		{ o != NULL, "unpredicted_other", "", o == NULL ? 0 :
		    o->unpredicted },
		{ o != NULL, "unpaired_other", "", o == NULL ? 0 :
		    o->unpaired },
		{ n->patterns > 0, "patterns_diff", "", n->patterns }
	};
	enum status status = ST_OK;
	size_t i;

	for (i = 0; i < sizeof row / sizeof row[0] && status == ST_OK; i++) {
		if (!row[i].there)
			continue;
		status = atomfile_printf(f, why, "%s%s", row[i].name,
		    row[i].suffix);
		if (status == ST_OK)
			status = scorecells_count(row[i].n, f, why);
	}
	return status;
}
