# A step of make search for each of its TRIALS, side by side; STEP names it.
.PHONY: $(TRIALS:%=trial-%)
all: $(TRIALS:%=trial-%)
$(TRIALS:%=trial-%): trial-%:
	+@exec pipelines/search-trial $(STEP) $*
