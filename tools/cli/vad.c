#include "vad.h"

#include <stddef.h>
#include <string.h>

#include "base/number.h"
#include "feature/slices.h"

const struct vad_option vad_option[VAD_OPTIONS] = {
	{ "vad-threshold", "--vad-threshold P", "probability of speech (0.5)" },
	{ "vad-min-speech-duration-ms", "--vad-min-speech-duration-ms MS",
	    "shorter speech is left out (250)" },
	{ "vad-min-silence-duration-ms", "--vad-min-silence-duration-ms MS",
	    "silence that ends an utterance (500)" },
	{ "vad-speech-pad-ms", "--vad-speech-pad-ms MS",
	    "sound added before and after it (100)" },
	{ "vad-max-speech-duration-s", "--vad-max-speech-duration-s SECONDS",
	    "a longer one is cut (15)" }
};

/* What is valid, and where it goes, in seconds. */
static const struct {
	double lo, hi, unit;
	size_t offset;
} range[VAD_OPTIONS] = {
	{ 0.15, 1, 1, offsetof(struct utterances_rule, threshold) },
	{ 0, 60000, 1000, offsetof(struct utterances_rule, min_speech) },
	{ 20, 60000, 1000, offsetof(struct utterances_rule, min_silence) },
	{ 0, 10000, 1000, offsetof(struct utterances_rule, pad) },
	{ 0.5, SLICES_LONGEST / 2, 1,
	    offsetof(struct utterances_rule, longest) }
};

enum status
vad_set(struct utterances_rule *u, int option, const char *value,
    struct fault *why)
{
	double x;

	if (number_real(value, range[option].lo, range[option].hi, &x, why) !=
	    ST_OK)
		return fault_prefix(why, "--%s", vad_option[option].name);
	x /= range[option].unit;
	(void)memcpy((char *)u + range[option].offset, &x, sizeof x);
	return ST_OK;
}
