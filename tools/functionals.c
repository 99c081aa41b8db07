/*
 * functionals - describe each contour of a record by a few numbers.
 *
 * in   (T, B)  T frames of B contours, such as pitch and energy
 * out  (1, F)  functionals of each contour over the frames that count
 *              (math/functional.h), and a few values of the whole record
 */
#include "stage_filter.h"

int
main(int argc, char *argv[])
{
	return stage_main(&filter_functionals, argc, argv);
}
