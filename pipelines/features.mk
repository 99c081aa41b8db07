# The features of a corpus: KIND.tensor, made by wav2KIND and the FILTERS after it, in
# features/SUM; runs whose features are the same share them.

by-recording = $(if $(filter linear,$(TRAINER)),$(filter recording,$(ADAPT)))

# $(call extract,LIST,OPTIONS): without the option for its output, which comes last.
front   = wav2$(KIND)$(1) $(FRONT)$(by-recording:%= --subtract-mean)
piped   = $(if $(FILTERS), | $(FILTERS))
extract = $(call front, -j $(if $(placed),$(call threads-of,features),$(JOBS)))$(2) -l $(1)$(screen)$(piped)
copies  = $(if $(COPIES), --copies $(COPIES))
stages  = $(filter-out -%,$(foreach w,$(FILTERS),$(if $(wildcard tools/$(w).c),$(w))))

makers := wav2$(KIND) $(stages)
decide-features = { printf '%s\n' $(notdir $(T)) $(call quote,$(front)$(copies)$(piped)); \
    pipelines/front-models $(call quote,$(FRONT)); }
F := $(if $(looked),$(if $(MEMBERS),,$(C)/features/$(shell $(decide-features) | pipelines/sum $(BUILD) $(makers))))
features := $(F)/$(KIND).tensor
# What has been made of them does without.
.SECONDARY: $(features)
$(features): | $(table) $(makers:%=$(B)/%)
	@mkdir -p $(@D)
	@$(if $(TELL),printf '\002begin\t%s of %d recordings\n' $(KIND) $$(($$(wc -l <$(table)) - 1)) >&2,:)
	$(call place,features,-)$(call extract,$(table),$(copies)) -o $@
	$(call tell,ready)

# $(call use,MODEL,SOUNDS): the same by the settings in a model, for one who uses it.
use = wav2$(KIND) -m $(1) $(2)$(foreach s,$(stages), | $(s) -m $(1))
