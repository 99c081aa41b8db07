/*
 * arclib.h - libarchive, loaded when an archive is met; private to unpack.c.
 *
 * Most runs see no archive, so no program is linked with it and the dozen
 * libraries that it brings: dlopen(3) gets it.  Without headers, or with
 * NO_LIBARCHIVE defined, there is nothing to load (ARCLIB is 0).
 */
#ifndef TONFALL_ARCLIB_H
#define TONFALL_ARCLIB_H

#include <locale.h>
#include <stdbool.h>

#if !defined(NO_LIBARCHIVE) && defined(__has_include)
#if __has_include(<archive.h>) && __has_include(<archive_entry.h>)
#include <archive.h>
#include <archive_entry.h>
/* From 3.4 on it reads zstd and tells with which libraries it was built; 4 will
 * have another interface. */
#if ARCHIVE_VERSION_NUMBER >= 3004000 && ARCHIVE_VERSION_NUMBER < 4000000
#define ARCLIB 1
#endif
#endif
#endif

#ifndef ARCLIB
#define ARCLIB 0
#endif

/*
 * Load it, once; several threads may call it.  NULL, or what hinders: the end
 * of a sentence after "need libarchive, which ".
 */
const char *arclib_load(void);

#if ARCLIB

#define ARCLIB_CALLS(X)							\
	X(archive_bzlib_version) X(archive_entry_filetype)		\
	X(archive_entry_hardlink) X(archive_entry_is_encrypted)		\
	X(archive_entry_pathname) X(archive_entry_size)			\
	X(archive_entry_size_is_set) X(archive_entry_sparse_count)	\
	X(archive_errno) X(archive_error_string) X(archive_filter_bytes)\
	X(archive_filter_code) X(archive_filter_name) X(archive_format)	\
	X(archive_liblzma_version) X(archive_libzstd_version)		\
	X(archive_read_data_block) X(archive_read_data_skip)		\
	X(archive_read_free) X(archive_read_new)			\
	X(archive_read_next_header) X(archive_read_open1)		\
	X(archive_read_set_callback_data)				\
	X(archive_read_set_read_callback)				\
	X(archive_read_set_seek_callback)				\
	X(archive_read_set_skip_callback)				\
	X(archive_read_support_filter_bzip2)				\
	X(archive_read_support_filter_gzip)				\
	X(archive_read_support_filter_xz)				\
	X(archive_read_support_filter_zstd)				\
	X(archive_read_support_format_tar)				\
	X(archive_read_support_format_zip_seekable)			\
	X(archive_read_support_format_zip_streamable)			\
	X(archive_zlib_version)

#define ARCLIB_POINTER(name) __typeof__(name) *name;
struct arclib {
	ARCLIB_CALLS(ARCLIB_POINTER)
	locale_t utf8;	/* for names that are in UTF-8; 0: there is none */
};

/* Its functions, once it is loaded. */
const struct arclib *arclib(void);

#endif

#endif
