# The most accurate of all: the recipes prosody and cnn, joined by weights that are
# fitted on predictions within the training part.
TRAINER  = fusion
MEMBERS  = prosody cnn
SEEDLESS = prosody
FUSE     =
SCORE    = heldout
