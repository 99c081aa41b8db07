# A linear model of functionals and the recipe cnn, joined by weights that are fitted
# on predictions within the training part.  The linear model is trained for noise too,
# except with the speakers' own statistics, which are those of clean sound; with
# these, one that is not linear joins them.
TRAINER  = fusion
MEMBERS  = $(call by-adapt,prosody-noise cnn-noise,prosody rbf cnn,prosody-noise cnn-noise)
SEEDLESS = prosody prosody-noise rbf
FUSE     =
SCORE    = heldout
