#include "cleanenv.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void
cleanenv_soxr(void)
{
	char name[64];
	size_t i = 0, n;

	while (environ[i] != NULL) {
		n = strcspn(environ[i], "=");
		if (strncmp(environ[i], "SOXR_", 5) != 0 || n >= sizeof name) {
			i++;
			continue;
		}
		(void)snprintf(name, sizeof name, "%.*s", (int)n, environ[i]);
		if (unsetenv(name) != 0)
			i++;
	}
}
