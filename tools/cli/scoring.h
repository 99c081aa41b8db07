/*
 * scoring.h - what the programs share that score tables of predictions.
 *
 * Every failure ends the program.
 */
#ifndef TONFALL_SCORING_H
#define TONFALL_SCORING_H

#include <getopt.h>
#include <stdbool.h>
#include <stddef.h>

#include "score/plotscript.h"
#include "score/predictions.h"
#include "score/scoretable.h"
#include "cli.h"

#define SCORING_PLOTS	16

/* Options of all of them, for getopt; and the long ones. */
#define SCORING_OPTS	"b:c:g:o:qS:s:T:"
enum { SCORING_BY = 0x2000, SCORING_TABLE, SCORING_OTHERS };
#define SCORING_LONGOPTS \
	{ "by", required_argument, NULL, SCORING_BY }, \
	{ "table", required_argument, NULL, SCORING_TABLE }

struct scoring_plot {
	int opt;		/* 'o', or another one's */
	const char *path;
};

struct scoring {
	const struct cli_tool *tool;
	struct scoretable_request ask;
	const char *other;	/* -c */
	const char *summary;	/* -S */
	const char *title;	/* -T */
	const char *by, *table;	/* NULL: not given */
	struct scoring_plot plot[SCORING_PLOTS];
	size_t plots;
	bool quiet;
	bool grouped;		/* -g was given */
	const char *ungrouped;	/* the first table without its column */
};

#define SCORING_INIT(t) { .tool = (t), .ask = { "speaker", 2000, 1 }, \
	.title = "" }

/* Take over option c; false if it is none of the above. */
bool scoring_option(struct scoring *o, int c);

/* Note a picture that option opt asks for. */
void scoring_plot(struct scoring *o, int opt, const char *path);

/*
 * No output may replace another one or a table that is read: those at path (n),
 * or standard input if n is 0.  more are the outputs besides -S and pictures.
 */
void scoring_outputs(const struct scoring *o, const struct scoring_plot *more,
    size_t mores, int n, char *path[]);

/* Want in p the columns of the list that option opt gave, names with commas
 * between; NULL: none. */
void scoring_want(const struct scoring *o, struct predictions *p, int opt,
    const char *list);

/* The next name of such a list, in *at, for the caller to free; NULL: no
 * more. */
char *scoring_name(const struct scoring *o, int opt, const char **at);

/* Read the tables to score; then add what --table has. */
void scoring_read(struct scoring *o, struct predictions *p, int n,
    char *path[]);

/*
 * Read the table of the other system, if there is one.  Recordings for which
 * one of the two predicted nothing are then left out of both.
 */
void scoring_read_other(struct scoring *o, struct predictions *p,
    struct predictions *other);

/* Exit because of the content of a table; path NULL: of several. */
void scoring_reject(struct fault *why, const char *path)
    __attribute__((noreturn));

/* Warnings: about rows; those without a prediction, of two systems; their
 * protocols; what was drawn. */
void scoring_warn_rows(const struct predictions *p);
void scoring_warn_unpredicted(const struct predictions *p,
    const struct predictions *other);
void scoring_warn_protocols(const struct predictions *p,
    const struct predictions *other);
void scoring_warn_units(const struct scoring *o, const struct predictions *p,
    const struct predictions *other, enum predictions_unit unit);

/* About the pairs of two systems' rows. */
void scoring_warn_pair(const struct scoring *o, const struct score_set *set,
    const struct score_set *other, const struct predictions_pair *pair);

typedef enum status scoring_writer(const void *s, struct atomfile *f,
    struct fault *why);

/* Write s to path; NULL: standard output. */
void scoring_put(scoring_writer *w, const void *s, const char *path);

#endif
