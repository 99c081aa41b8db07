/*
 * deltas - append to each frame how fast its values change.
 *
 * in   (T, B)
 * out  (T, B (order + 1))  the columns, then their slopes over neighbouring
 *                          frames, then the slopes of those, and so on
 *
 * As Kaldi's add-deltas.
 */
#include "stage_filter.h"

int
main(int argc, char *argv[])
{
	return stage_main(&filter_deltas, argc, argv);
}
