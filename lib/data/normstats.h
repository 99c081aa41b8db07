/*
 * normstats.h - mean and standard deviation of a stream of records, by groups.
 *
 * M = mean, S = sqrt(mean of (x - M)^2) + 1e-7: the standard deviation of the
 * population (numpy's std), and an epsilon so that constant values become
 * zeros.  M and S are rounded to float before use.
 *
 * Sums are formed in double, in the order of the records: the mean of each
 * record relative to its first value, then the squares about that mean; both
 * are then merged into the group's (Chan, Golub and LeVeque, "Updating
 * formulae and a pairwise algorithm for computing sample variances", 1979,
 * eq. 2.1).  So one pass is enough, and no digits are lost if the mean is large
 * compared with the standard deviation.
 */
#ifndef TONFALL_NORMSTATS_H
#define TONFALL_NORMSTATS_H

#include <stdint.h>

#include "data/norm.h"

struct normstats;

/* Memory: per group, 16 bytes per pair, its name, and little more. */
enum status normstats_new(struct normstats **f, const struct norm_group *g,
    struct fault *why) FAULT_CHECK;

/*
 * Before the first record: of a group count only records with this value of the
 * attribute, unless the group has none; twice the memory.  ST_NOMEM.
 */
enum status normstats_only(struct normstats *f, const char *attr,
    const char *value, struct fault *why) FAULT_CHECK;

/* The same for records with so many seconds of speech (data/speech.h) or more,
 * instead of an attribute's value. */
void normstats_speech(struct normstats *f, double seconds);

/*
 * Before the first record: let the statistics of every group lean on those of
 * all, as if N more records had been counted whose mean is m and whose variance
 * is v.  With n records of the group, and m_g and v_g of their values:
 *
 *	M   = (n m_g + N m) / (n + N)
 *	S^2 = (n (v_g + (m_g - M)^2) + N (v + (m - M)^2)) / (n + N)
 *
 * m and v are those of all records counted or, if on is not NULL, the first
 * group of on, which must remain until normstats_free: statistics by `all', or
 * by `bin' if f's pairs are, else ST_BAD.
 */
enum status normstats_lean(struct normstats *f, double N, struct normstats *on,
    struct fault *why) FAULT_CHECK;

/*
 * Count record t (T, B) without what its own `norm` did, and without padding
 * (see frames.h).  A copy (with an attribute `original') is left out, except by
 * `key', where it is a group of its own.  t is not changed.  ST_BAD if t has
 * another number of bins or another `front` than the first record, lacks the
 * attribute of the grouping, or holds a value that is infinite or NaN.
 */
enum status normstats_add(struct normstats *f, const struct tensor *t,
    struct fault *why) FAULT_CHECK;

/*
 * Load a record that normstats_record made, or the description of a model: its
 * front, and the pairs of its norm for its group, which normstats_get then
 * returns.  A norm that is a grouping alone adds no group: compute the pairs
 * with normstats_add.  The first call (*f NULL) makes *f.  ST_BAD if t has no
 * norm, or does not match the earlier ones.
 */
enum status normstats_load(struct normstats **f, const struct tensor *t,
    struct fault *why) FAULT_CHECK;

/*
 * The statistics for record t (T, B), by its group.  *out belongs to f and is
 * valid until the next call.  ST_BAD if `front` or the number of bins differ,
 * or the group is unknown.
 */
enum status normstats_get(struct normstats *f, const struct tensor *t,
    const struct norm **out, struct fault *why) FAULT_CHECK;

/* Number of groups, in the order of their first records. */
size_t normstats_groups(const struct normstats *f);

/* Groups, counted without a prior, with one value for each pair: it is its own
 * mean, so it will be 0. */
size_t normstats_single(const struct normstats *f);

/*
 * Statistics of group i as a record: attributes key ("zscore", or the group's
 * value), the grouping's attribute, front, norm, count (frames counted), and
 * the pairs (n, 2) as its values.  With more than NORM_MOSTPAIRS of them, norm
 * is the grouping alone.
 */
enum status normstats_record(struct normstats *f, size_t i, struct tensor *out,
    struct fault *why) FAULT_CHECK;

/* f may be NULL. */
void normstats_free(struct normstats *f);

#endif
