# Damaged audio files, see audio.c here; included by the Makefile.
#	make fuzz-audio [N=1000000] [SEED=0] [READERS=2]
# What make fuzz-libsox has found by then is tried as well.

fuzz-audio: $(BUILD)/fuzz-audio
	@tests/fuzz/audio/seeds $(BUILD)/fuzz-audio.seeds
	@rm -rf $(BUILD)/fuzz-audio.crashes
	@mkdir -p $(BUILD)/fuzz-audio.crashes
	@$(BUILD)/fuzz-audio -n $(or $(N),1000000) -s $(or $(SEED),0) -j $(or $(READERS),2) \
	    -d $(BUILD)/fuzz-audio.crashes $(patsubst %,-f %,$(wildcard build/fuzz/libsox/corpus \
	    build/fuzz/libsox/crashes)) $(BUILD)/fuzz-audio.seeds/*

$(BUILD)/fuzz-audio: $(BUILD)/tests/fuzz/audio/audio.o $(BUILD)/tests/fuzz/audio/damage.o $(BUILD)/libtonfall.a
	$(say) '  LD $@'
	$(Q)$(CC) $(CFLAGS) $(HARDENLD) $(LDFLAGS) -o $@ $^ -lsox -lsoxr -lseccomp -lz $(LDLIBS)

-include $(wildcard $(BUILD)/tests/fuzz/audio/*.d)

.PHONY: fuzz-audio
