# Sourced by each script here before anything else: shells and tools then do
# what their manuals say, whatever the user's environment asks of them.
#
# The scripts for bash begin with `bash -p', which reads no BASH_ENV, SHELLOPTS
# or functions from the environment.
# shellcheck shell=sh
unset BASH_ENV ENV CDPATH GLOBIGNORE POSIXLY_CORRECT POSIX_ME_HARDER _POSIX2_VERSION
unset QUOTING_STYLE TIME_STYLE BLOCK_SIZE BLOCKSIZE TABSIZE COLUMNS
unset GREP_OPTIONS GREP_COLOR GREP_COLORS AWKPATH AWKLIBPATH AWKBUFSIZE WHINY_USERS
unset GNUTERM GNUPLOT_LIB GNUPLOT_DRIVER_DIR LANGUAGE
LC_ALL=C
export LC_ALL
set +C	# noclobber
