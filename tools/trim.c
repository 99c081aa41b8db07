/*
 * trim - drop the frames of silence at the ends and in long gaps.
 *
 * in   (T, B)  with a column energy, or what wav2fbank or wav2spec wrote
 * out  (N, B)  the N frames that count (data/activity.h)
 */
#include "stage_filter.h"

int
main(int argc, char *argv[])
{
	return stage_main(&filter_trim, argc, argv);
}
