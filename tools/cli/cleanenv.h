/*
 * cleanenv.h - the user's environment without what would change results.
 */
#ifndef TONFALL_CLEANENV_H
#define TONFALL_CLEANENV_H

/* Remove libsoxr's settings (SOXR_...), so that the bytes are the same for all.
 * Call it before the first thread. */
void cleanenv_soxr(void);

#endif
