/*
 * What has to happen before the libraries of a program start, linked into
 * programs that multiply by gemm.c.
 *
 * OpenBLAS starts a thread for every processor while it is loaded, and each
 * asks for its memory again and again, for ever, where a limit (ulimit -v)
 * refuses it.  Nobody needs these threads, see gemm_start(), and only the
 * environment that the library finds can tell it so.  Hence the program is
 * started anew with the right one, from .preinit_array: that runs before
 * the initialisation of any library.  The C library's own is among
 * these, so that there is no getenv(3) yet; a sanitizer's too.
 */
#include <stdlib.h>
#include <unistd.h>

#define BARE __attribute__((no_sanitize("address", "thread", "undefined")))

typedef void start(int argc, char *argv[], char *envp[]);

static char name[] = "OPENBLAS_NUM_THREADS=", one[] = "OPENBLAS_NUM_THREADS=1";

/* Whether s begins with the name of the setting. */
BARE static int
names(const char *s)
{
	size_t i;

	for (i = 0; name[i] != '\0'; i++)
		if (s[i] != name[i])
			return 0;
	return 1;
}

BARE static void
restart(int argc, char *argv[], char *envp[])
{
	size_t i, n, kept = 0;
	char **env;

	(void)argc;
	for (n = 0; envp[n] != NULL; n++)
		if (names(envp[n]) && envp[n][sizeof one - 2] == '1' &&
		    envp[n][sizeof one - 1] == '\0')
			return;
	if ((env = malloc((n + 2) * sizeof *env)) == NULL)
		return;
	for (i = 0; i < n; i++)
		if (!names(envp[i]))
			env[kept++] = envp[i];
	env[kept++] = one;
	env[kept] = NULL;
	(void)execve("/proc/self/exe", argv, env);
	free(env);
}

__attribute__((section(".preinit_array"), used)) static start *const first =
    restart;
