# As prosody, of the same features, with a model that is not linear: alone about as
# good, but it makes other mistakes, which is why best has both.
include pipelines/recipes/prosody.mk
KERNEL   = rbf
LINEAR   = -C 1 -k 3
