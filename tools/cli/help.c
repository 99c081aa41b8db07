#include "help.h"

#include <stdio.h>
#include <string.h>

#define INDENT	23	/* of the text in --help */
#define WIDTH	79

void
cli_help_line(char *help, size_t size, const char *option, const char *text)
{
	size_t n = strlen(help), column = INDENT, word;

	n += (size_t)snprintf(help + n, size - n, "  %-*s", INDENT - 2, option);
	if (strlen(option) > INDENT - 3)
		n += (size_t)snprintf(help + n, size - n, "\n%*s", INDENT, "");
	for (; *text != '\0' && n < size; text += word + (text[word] == ' ')) {
		word = strcspn(text, " ");
		if (column > INDENT && column + 1 + word > WIDTH) {
			n += (size_t)snprintf(help + n, size - n, "\n%*s",
			    INDENT, "");
			column = INDENT;
		}
		n += (size_t)snprintf(help + n, size - n, "%s%.*s",
		    column > INDENT ? " " : "", (int)word, text);
		column += word + (column > INDENT);
	}
	if (n < size)
		(void)snprintf(help + n, size - n, "\n");
}
