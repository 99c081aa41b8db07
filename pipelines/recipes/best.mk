# The most accurate of all: the recipes prosody-noise and cnn, joined by weights
# that are fitted on predictions within the training part.
TRAINER  = fusion
MEMBERS  = prosody-noise cnn
SEEDLESS = prosody-noise
FUSE     =
SCORE    = heldout
