/*
 * wav2prosody - contours of pitch, energy and spectrum of audio files.
 *
 * in   audio of any common type, rate and number of channels
 * out  (T, B)  a record per file, in the order of the files: a frame of 60 ms
 *              every 10 ms, also at the ends; the attribute `columns' names
 *              the B columns
 */
#include "feature/kind.h"
#include "feature_options.h"

int
main(int argc, char *argv[])
{
	return feature_main(&feature_prosody, argc, argv);
}
