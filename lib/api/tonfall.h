/*
 * tonfall.h - recognise emotion from the sound of speech: the interface of
 * libtonfall.  tonfall(3) explains it and has examples.
 *
 * The library has no state of its own, prints nothing and never ends the
 * program.  A model is not changed by its use, so any number of threads may
 * share one; a stream belongs to one thread at a time.
 *
 * Functions that can fail return an enum tonfall_status and describe the fault
 * in `error', the caller's, one line of text; it may be NULL.
 */
#ifndef TONFALL_H
#define TONFALL_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define TONFALL_API __attribute__((visibility("default")))
#else
#define TONFALL_API
#endif

/* Of this interface; tonfall_version() is that of the library in use. */
#define TONFALL_API_VERSION	0

enum tonfall_status {
	TONFALL_OK = 0,
	TONFALL_NONE = 1,	/* tonfall_next: no result yet, or no more */
	TONFALL_BAD = 2,	/* the model or the sound cannot be used */
	TONFALL_IO = 3,		/* the system failed to read the model */
	TONFALL_NOMEM = 4,	/* out of memory */
	TONFALL_USAGE = 5	/* an argument is not valid */
};

#define TONFALL_ERROR	1024	/* bytes of a text, with its NUL */

struct tonfall_model;
struct tonfall_stream;

/* What was recognised in a part of the sound. */
struct tonfall_result {
	double start, end;	/* seconds from the beginning of the stream */
	double speech;		/* seconds of speech in it; NAN: not known */
	int label;		/* class of the highest probability, from 0;
				 * -1: too little speech to tell */
	int own;		/* 1: by the speaker's own statistics */
	const double *probability;	/* one per class; valid until the next
					 * call with this stream */
};

/* How a stream is cut into parts; start from TONFALL_CONFIG_INIT. */
struct tonfall_config {
	double rate;		/* samples per second, 1000 to 1e6 */
	double window;		/* seconds of a part; 0: all until the end */
	double hop;		/* seconds from one to the next; 0: window */
	double speech;		/* with less, label is -1; 0: never */
	int own;		/* 1: use the speaker's own statistics once
				 * there are enough parts, if the model has a
				 * group of models for them */
};

#define TONFALL_CONFIG_INIT	{ 16000, 0, 0, 0.1, 0 }

/* "0.3.0" */
TONFALL_API const char *tonfall_version(void);

/* ---- a model: a file of modelpack, cnntrain or lineartrain ---- */

/* From the file at path; from a descriptor, which stays open; from memory,
 * which may be freed afterwards. */
TONFALL_API int tonfall_open(struct tonfall_model **model, const char *path,
    char error[TONFALL_ERROR]);
TONFALL_API int tonfall_open_fd(struct tonfall_model **model, int fd,
    char error[TONFALL_ERROR]);
TONFALL_API int tonfall_open_memory(struct tonfall_model **model,
    const void *bytes, size_t size, char error[TONFALL_ERROR]);

/* After all of its streams are closed; model may be NULL. */
TONFALL_API void tonfall_close(struct tonfall_model *model);

/* The number of classes, and the name of class i, from 0; NULL beyond. */
TONFALL_API size_t tonfall_classes(const struct tonfall_model *model);
TONFALL_API const char *tonfall_class(const struct tonfall_model *model,
    size_t i);

/* What the model says of itself: "about", "corpus", "licence", ...; or NULL. */
TONFALL_API const char *tonfall_about(const struct tonfall_model *model,
    const char *name);

/* ---- a buffer ---- */

/*
 * Recognise n samples x in [-1, 1) at this rate, all at once: the probabilities
 * of all classes to probability, the caller's, and the seconds of speech to
 * *speech, which may be NULL (NAN: not known).
 */
TONFALL_API int tonfall_recognise(const struct tonfall_model *model,
    const float *x, size_t n, double rate, double *probability,
    double *speech, char error[TONFALL_ERROR]);

/* ---- a stream ---- */

TONFALL_API int tonfall_stream_open(struct tonfall_stream **stream,
    const struct tonfall_model *model, const struct tonfall_config *config,
    char error[TONFALL_ERROR]);
TONFALL_API void tonfall_stream_close(struct tonfall_stream *stream);

/* Take the next n samples: in [-1, 1), or of 16 bits.  After a failure the
 * stream takes no more until tonfall_stream_reset. */
TONFALL_API int tonfall_push(struct tonfall_stream *stream, const float *x,
    size_t n, char error[TONFALL_ERROR]);
TONFALL_API int tonfall_push_s16(struct tonfall_stream *stream,
    const int16_t *x, size_t n, char error[TONFALL_ERROR]);

/* The sound has ended: the last parts become complete. */
TONFALL_API int tonfall_finish(struct tonfall_stream *stream,
    char error[TONFALL_ERROR]);

/* The next result: TONFALL_OK, or TONFALL_NONE. */
TONFALL_API int tonfall_next(struct tonfall_stream *stream,
    struct tonfall_result *result);

/* Ready for another sound, of another speaker. */
TONFALL_API void tonfall_stream_reset(struct tonfall_stream *stream);

#ifdef __cplusplus
}
#endif

#endif
