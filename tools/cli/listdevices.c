#include "listdevices.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sound/device.h"
#include "child.h"
#include "cli.h"
#include "text.h"

struct list {
	struct cli_text text;
	size_t n;
};

static void
row(void *ctx, const char *name, const char *about)
{
	struct list *l = ctx;

	if (l->n++ == 0)
		(void)fputs("device\tdescription\n", l->text.fp);
	cli_text_field(&l->text, name);
	(void)putc('\t', l->text.fp);
	cli_text_field(&l->text, about);
	(void)putc('\n', l->text.fp);
}

/* "number TAB name TAB module TAB format TAB state" */
static void
source(struct list *l, char *line)
{
	char name[512], *rest = line, *field;

	line[strcspn(line, "\n")] = '\0';
	(void)strsep(&rest, "\t");
	if (rest == NULL || *(field = strsep(&rest, "\t")) == '\0')
		return;
	(void)snprintf(name, sizeof name, "pulse:%s", field);
	for (field = rest; field != NULL && *field != '\0'; field++)
		if (*field == '\t')
			*field = ' ';
	row(l, name, rest == NULL ? "" : rest);
}

/* PulseAudio's, or those of what stands in for it, as its own program lists
 * them; false: that is not there, or there is no server. */
static bool
pulse(struct list *l)
{
	char *argv[] = { (char *)"pactl", (char *)"list", (char *)"short",
	    (char *)"sources", NULL };
	int null = open("/dev/null", O_RDONLY | O_CLOEXEC);
	struct fault why;
	struct child c;
	char *line = NULL;
	size_t room = 0;
	enum status s;
	FILE *f;

	s = child_start(&c, argv, null, &why);
	(void)close(null);
	if (s != ST_OK)
		return false;
	f = fdopen(dup(c.out), "r");
	while (f != NULL && getline(&line, &room, f) > 0)
		source(l, line);
	free(line);
	if (f != NULL)
		(void)fclose(f);
	return child_end(&c, &why) == ST_OK;
}

void
listdevices(void)
{
	struct list l = { .n = 0 };
	struct fault why = { .text = "" };
	int out = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3),
	    null = open("/dev/null", O_WRONLY | O_CLOEXEC);
	bool alsa, pulsed;

	cli_text_open(&l.text, NULL);
	/* What pactl and the library of ALSA print is in the messages below. */
	(void)dup2(null, STDERR_FILENO);
	pulsed = pulse(&l);
	alsa = device_list(row, &l, &why) == ST_OK;
	(void)dup2(out, STDERR_FILENO);
	(void)close(out);
	(void)close(null);
	cli_text_close(&l.text);
	if (!alsa)
		cli_warn("%s", why.text);
	if (l.n == 0)
		cli_die(EXIT_DATA, "no device can record here (ALSA%s)",
		    pulsed ? ", PulseAudio" : "; no PulseAudio is running");
	exit(EXIT_SUCCESS);
}
