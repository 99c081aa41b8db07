/*
 * findmodel.h - the file of a model that is named by -m.
 */
#ifndef TONFALL_FINDMODEL_H
#define TONFALL_FINDMODEL_H

#include "base/fault.h"

#define FINDMODEL_DEFAULT "best"

/*
 * The file that `name' means, for the caller to free: name itself if it has a
 * slash or there is such a file; else NAME.model in share/tonfall next to the
 * folder of this program (PREFIX/bin), or, if the program is that of a source
 * tree, in its pipelines/models.  NULL means TONFALL_MODEL or, if that is not
 * set or empty, FINDMODEL_DEFAULT.
 * ST_BAD if there is none; the text says where it was looked for, and what may
 * help.  ST_NOMEM.
 */
enum status findmodel(char **file, const char *name, struct fault *why)
    FAULT_CHECK;

#endif
