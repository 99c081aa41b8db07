# A linear model of functionals and a network, joined by weights that are fitted on
# predictions within the training part.  Both are trained for noise too, except with
# the speakers' own statistics, which are those of clean sound; with these, a model
# with a kernel joins them.
TRAINER  = fusion
MEMBERS  = $(call by-adapt,prosody-noise cnn-noise,prosody rbf cnn,prosody-noise cnn-noise)
SEEDLESS = prosody prosody-noise rbf
FUSE     =
SCORE    = heldout
