/*
 * avlib.h - FFmpeg's libraries, libavformat and libavcodec, loaded when they
 * are needed; private to avfile.c and the fork server.
 *
 * They bring a hundred further libraries, which take 40 ms to load, 20 MB and
 * as many ways to be missing.  So no program is linked with them: dlopen(3)
 * gets those whose major version is that of the headers at build time.  Without
 * headers, or with NO_LIBAV defined, there is nothing to load (AVLIB is 0).
 */
#ifndef TONFALL_AVLIB_H
#define TONFALL_AVLIB_H

#include <stdbool.h>

#if !defined(NO_LIBAV) && defined(__has_include)
#if __has_include(<libavformat/avformat.h>) &&				\
    __has_include(<libavcodec/avcodec.h>)
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
/* From 5.1 on, a number of channels is part of a layout. */
#if LIBAVFORMAT_VERSION_INT >= AV_VERSION_INT(59, 27, 100)
#define AVLIB 1
#endif
#endif
#endif

#ifndef AVLIB
#define AVLIB 0
#endif

/* Were the headers there when this was compiled? */
bool avlib_built(void);

/* Load the libraries, once; call it before the process is confined. */
void avlib_load(void);

/* What hinders, as the end of a sentence; NULL if they are loaded. */
const char *avlib_lacks(void);

#if AVLIB

#define AVLIB_CALLS(X)							\
	X(av_find_input_format) X(av_frame_alloc) X(av_frame_free)	\
	X(av_free) X(av_freep) X(av_log_set_callback)			\
	X(av_malloc) X(av_packet_alloc) X(av_packet_free)		\
	X(av_packet_get_side_data) X(av_packet_unref) X(av_read_frame)	\
	X(av_strerror)							\
	X(avcodec_alloc_context3) X(avcodec_find_decoder)		\
	X(avcodec_free_context) X(avcodec_get_name) X(avcodec_open2)	\
	X(avcodec_parameters_to_context) X(avcodec_receive_frame)	\
	X(avcodec_send_packet) X(avformat_alloc_context)		\
	X(avformat_close_input) X(avformat_index_get_entries_count)	\
	X(avformat_open_input)						\
	X(avio_alloc_context) X(avio_context_free)

#define AVLIB_POINTER(name) __typeof__(name) *name;
struct avlib {
	AVLIB_CALLS(AVLIB_POINTER)
};

/* Their functions, once they are loaded. */
const struct avlib *avlib(void);

#endif

#endif
