# The features of a corpus: KIND.tensor, made by wav2KIND and the FILTERS after it.

# The folder of features depends on ADAPT only if they do: a record that filters
# make of a whole recording is normalised before them.
by-recording = $(if $(FILTERS),$(filter recording,$(ADAPT)))
F := $(C)/$(or $(FEATURES),$(RECIPE))$(by-recording:%=-%)
features := $(F)/$(KIND).tensor

# $(call extract,OPTIONS): without the option for its output, which comes last.
extract = wav2$(KIND) -j $(JOBS) $(FRONT)$(if $(COPIES), --copies $(COPIES))$(1) -l $(C)/corpus.tsv$(if \
    $(by-recording), | zscore -g key$(comma)bin)$(if $(FILTERS), | $(FILTERS))

words   = FRONT$(if $(COPIES), COPIES)$(if $(FILTERS), FILTERS)
filters = $(foreach w,$(subst |, ,| $(FILTERS)),$(wildcard $(B)/$(w)))
$(eval $(call settings,$(F)/$(KIND).settings,$(words)))

$(features): $(C)/corpus.tsv $(C)/audio.list $(F)/$(KIND).settings $(B)/wav2$(KIND) $(filters)
	$(extract) -o $@
