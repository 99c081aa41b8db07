# The model of a corpus on another one, TEST (with TESTDATA, its importer's folder,
# or TESTTABLE, a table), in on/TEST: of that, rows whose label the model knows.

TEST      =
TESTDATA  =
TESTTABLE =
unexport TESTDATA TESTTABLE
X := $(O)/on/$(TEST)

test-any    = pipelines/corpora/table $(call quote,$(TESTTABLE))
test-import = $(if $(filter ravdess,$(TEST)),CLASSES=8 )pipelines/corpora/$(TEST) $(call quote,$(TESTDATA))
$(X)/corpus.tsv: FORCE
	@mkdir -p $(@D)
	@$(call begin,$@) $(if $(TESTTABLE),$(test-any),$(test-import)) | pipelines/known $(table) $(TARGET) $(call keep,$@)

$(X)/audio.list: $(X)/corpus.tsv FORCE
	@$(call begin,$@) pipelines/corpora/files $< $(call keep,$@)

$(X)/$(KIND).tensor: $(X)/corpus.tsv $(X)/audio.list $(makers:%=$(B)/%)
	$(call extract,$<) -o $@

across = $(SEEDLIST:%=$(X)/fold-1/seed-%/predictions.tsv)
ifeq ($(MEMBERS),)
$(across): $(X)/fold-1/seed-%/predictions.tsv: $(X)/$(KIND).tensor $(O)/model-% | $(whole)
	@mkdir -p $(@D)
	<$< $(call recognise,$(O),,$*) -o $@
else
across-of = $(foreach m,$(MEMBERS),$(m)=$(O)/members/$(m)/on/$(TEST)/fold-1/seed-$(call seed-of,$(m),$(1))/predictions.tsv)
$(across): $(X)/fold-1/seed-%/predictions.tsv: $(O)/model/fusion $(foreach m,$(MEMBERS),$(O)/members/$(m)/on/$(TEST)/predictions.tsv)
	@mkdir -p $(@D)
	fuse -m $< -o $@ $(call across-of,$*)
endif

$(X)/predictions.tsv: $(across)
	@$(call begin,$@) pipelines/gather $^ $(call into,$@)

# Of classes, or else of the first number.
$(X)/scores.txt: $(X)/predictions.tsv $(if $(classes),$(B)/confmat,$(B)/regscore)
	@$(call begin,$@) $(if $(classes),confmat,regscore -t $(main)) -S $(X)/summary.tsv $< $(call into,$@)

member-cross: $(X)/predictions.tsv
cross: $(X)/scores.txt
	@cat $<
