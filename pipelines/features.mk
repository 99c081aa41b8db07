# The features of a corpus: KIND.tensor, made by wav2KIND and the FILTERS after it.

# The folder of features depends on ADAPT only if they do: what filters make of a
# whole recording is made of columns without their means.
by-recording = $(if $(filter linear,$(TRAINER)),$(filter recording,$(ADAPT)))
F := $(C)/$(or $(FEATURES),$(RECIPE))$(by-recording:%=-%)
features := $(F)/$(KIND).tensor

# $(call extract,LIST,OPTIONS): without the option for its output, which comes last.
extract = wav2$(KIND) -j $(JOBS) $(FRONT)$(by-recording:%= --subtract-mean)$(2) -l $(1)$(if $(FILTERS), | $(FILTERS))

words   = FRONT$(if $(COPIES), COPIES)$(if $(FILTERS), FILTERS)
stages  = $(filter-out -%,$(foreach w,$(FILTERS),$(if $(wildcard tools/$(w).c),$(w))))
$(eval $(call settings,$(F)/$(KIND).settings,$(words)))

makers = $(F)/$(KIND).settings $(B)/wav2$(KIND) $(stages:%=$(B)/%)
$(features): $(C)/corpus.tsv $(C)/audio.list $(makers)
	$(call extract,$<,$(if $(COPIES), --copies $(COPIES))) -o $@

# $(call use,MODEL,SOUNDS): the same by the settings in a model, for one who uses it.
use = wav2$(KIND) -m $(1) $(2)$(foreach s,$(stages), | $(s) -m $(1))
