# Sound that FFmpeg's libraries decode: the same samples as ffmpeg's own, and
# damage is an error.  Files are made by ffmpeg, which need not have all encoders.

# Skip the test in a build without the libraries, or where ffmpeg is not there.
needs_av() {
	type ffmpeg >"$T/type" 2>&1 || skip 'needs ffmpeg'
	printf '\0\0\0\040ftypM4A ' >"$T/stub"
	exits 1 wav2fbank "$T/stub" 2>"$T/err" >"$T/x"
	exits 1 grep -q "needs FFmpeg's libraries" "$T/err" || skip "built without FFmpeg's libraries"
}

# sound [SECONDS [RATE]]: two channels of chirps and noise that differ, as a.wav.
sound() {
	sox -R -V1 -n -r "${2:-44100}" -b 16 -c 2 "$T/a.wav" synth "${1:-2}" sine 200-3000 sine 3000-100 \
	    synth pinknoise mix gain -6
}

# coded FILE [OPTION...]: a.wav as FILE by ffmpeg; false where it cannot.
coded() {
	local f=$1
	shift
	ffmpeg -v error -nostdin -y -i "$T/a.wav" "$@" "$T/$f" 2>"$T/err" && [ -s "$T/$f" ] && return
	rm -f "$T/$f"
	echo "ffmpeg writes no $f here"
	return 1
}

# all_coded: the same of each line "FILE [OPTION...]" of standard input; those that
# there are go to $T/made.
all_coded() {
	local f options outputs=()
	cat >"$T/wanted"
	# In one go, and one by one only where ffmpeg lacks an encoder.
	while read -r f options; do
		# shellcheck disable=SC2206 # one word an option
		outputs+=($options "$T/$f")
	done <"$T/wanted"
	if ffmpeg -v error -nostdin -y -i "$T/a.wav" "${outputs[@]}" 2>"$T/err"; then
		cut -d ' ' -f 1 "$T/wanted" >"$T/made"
		return
	fi
	while read -r f options; do
		# shellcheck disable=SC2086
		! coded "$f" $options || echo "$f" >&3
	done <"$T/wanted" 3>"$T/made"
}

# like_ffmpeg FILE...: the samples of each are those that ffmpeg writes: a WAV file of
# these, floats in as many channels, gives the same bytes; so does the file from a pipe.
like_ffmpeg() {
	local f n=0 input=() output=()
	for f; do
		input+=(-i "$T/$f")
		output+=(-c:a pcm_f32le "$T/by-ffmpeg-$n.wav")
		[ $# -eq 1 ] || output=("${output[@]::${#output[@]}-3}" -map "$n:a" "${output[@]: -3}")
		n=$((n + 1))
	done
	ffmpeg -v error -nostdin -y "${input[@]}" "${output[@]}"
	n=0
	for f; do
		mv "$T/by-ffmpeg-$n.wav" "$T/stdin.wav"
		wav2fbank -r 0 "$T/stdin.wav" >"$T/want"
		cp "$T/$f" "$T/stdin.bin"
		wav2fbank -r 0 "$T/stdin.bin" | cmp - "$T/want" || { echo "$f: other values than ffmpeg's"; return 1; }
		cat "$T/$f" | wav2fbank -r 0 - | cmp - "$T/want" || { echo "$f from a pipe: other values"; return 1; }
		echo "$f" >>"$T/read"
		n=$((n + 1))
	done
}

# A build without them says what a file is, what is missing and what helps.
test_built_without() {
	local bytes what
	printf '\0\0\0\040ftypM4A ' >"$T/stub"
	exits 1 wav2fbank "$T/stub" 2>"$T/err" >"$T/x"
	grep -q "built without" "$T/err" || skip "built with FFmpeg's libraries"
	while IFS='|' read -r bytes what; do
		printf "$bytes" >"$T/f"
		says "f: $what, which needs FFmpeg's libraries, .*convert it: ffmpeg -i FILE -f wav - | wav2fbank -$" 1 \
		    wav2fbank "$T/f" >"$T/x"
		[ "$(wc -l <"$T/stderr")" -eq 1 ]
	done <<-'EOF'
	\0\0\0\030ftyp3gp4\0\0|is 3GP (a mobile phone's audio or video)
	\0\0\0\030ftypqt  \0\0|is QuickTime
	\032\105\337\243\01B\206|is WebM or Matroska
	OggS\0\2\0\0\0\0\0\0\0\0abcd\0\0\0\0abcd\1\023OpusHead\1\1|is Opus
	\060&\262u\216f\317\021\246\331|is WMA (Windows Media audio or video)
	RIFF\1\2\3\0AVI LIST|is AVI (video)
	RIFF\44\0\0\0WAVEfmt \20\0\0\0\125\0\1\0|is WAV in an encoding that SoX does not read
	RIFF\44\0\0\0WAVEJUNK\1\0\0\0\0\0fmt \20\0\0\0\105\0\1\0|is WAV in an encoding that SoX does not read
	#!AMR\n\4#|is AMR
	caff\0\1\0\0desc|is CAF (Core Audio)
	\377\361\120\200\1\277|is AAC (MPEG audio)
	EOF
	says "SoX knows no file type 'm4a'; FFmpeg may read it" 1 wav2fbank -t m4a "$T/f" >"$T/x"
}

test_containers_and_codecs() {
	needs_av
	sound 1
	all_coded <<-'EOF'
	a.m4a
	fast.mp4 -movflags +faststart
	pieces.mp4 -movflags frag_keyframe+empty_moov -frag_duration 500000
	mono.m4a -ac 1 -ar 16000
	six.m4a -ac 6
	lossless.m4a -c:a alac
	a.opus
	six.opus -ac 6 -c:a libopus -mapping_family 1
	a.webm -c:a libopus
	narrow.webm -c:a libopus -ar 16000 -ac 1
	vorbis.webm -c:a libvorbis
	a.mka -c:a aac
	float.mka -c:a pcm_f32le
	double.mka -c:a pcm_f64le
	wide.mka -c:a pcm_s32le
	flac.mka -c:a flac
	mp3.mka -c:a libmp3lame
	opus.mp4 -c:a libopus
	a.spx -c:a libspeex -ar 16000 -ac 1
	a.oga -c:a flac
	a.wma
	old.wma -c:a wmav1 -ar 8000
	a.aac
	a.mov -c:a pcm_s24be
	bytes.mov -c:a pcm_u8
	law.mov -c:a pcm_alaw
	ima.mov -c:a adpcm_ima_qt
	a.caf
	lossless.caf -c:a alac
	opus.caf -c:a libopus
	a.w64
	float.w64 -c:a pcm_f32le
	a.avi
	pcm.avi -c:a pcm_s16le
	a.flv -c:a aac
	mp3.flv -c:a libmp3lame
	EOF
	# shellcheck disable=SC2046 # names
	like_ffmpeg $(cat "$T/made")
	[ "$(wc -l <"$T/read")" -ge 25 ]
}

# Each of the header's lengths, as it is when nobody could go back to fill it in.
test_written_to_a_pipe() {
	local f options made=()
	needs_av
	sound 1
	while read -r f options; do
		# shellcheck disable=SC2086
		ffmpeg -v error -nostdin -i "$T/a.wav" $options -f "$f" - 2>"$T/err" | cat >"$T/$f" || continue
		made+=("$f")
	done <<-'EOF'
	webm -c:a libopus
	matroska
	adts
	asf
	avi
	flv
	ogg -c:a libopus
	caf
	mp4 -movflags frag_keyframe+empty_moov
	EOF
	like_ffmpeg "${made[@]}"
	[ "$(wc -l <"$T/read")" -ge 7 ]
}

test_amr() {
	needs_av
	sound
	sox -V1 "$T/a.wav" -r 8000 -c 1 -t amr-nb "$T/a.amr" 2>"$T/err" || skip 'sox writes no AMR here'
	like_ffmpeg a.amr
	ffmpeg -v error -nostdin -y -i "$T/a.amr" -c copy "$T/a.3gp"
	like_ffmpeg a.3gp
	# Any frame that is not whole, or not one.
	head -c -3 "$T/a.amr" >"$T/cut.amr"
	says 'cut.amr: cut short: a frame at byte' 1 wav2fbank "$T/cut.amr"
	(head -c 19 "$T/a.amr"; printf '\377'; tail -c +21 "$T/a.amr") >"$T/bad.amr"
	says 'bad.amr: damaged or cut short: no frame of AMR' 1 wav2fbank "$T/bad.amr"
}

# libavcodec does not decode what is sent in pauses; SoX does, in AMR alone.
test_amr_with_pauses() {
	needs_av
	sound
	sox -V1 "$T/a.wav" -r 8000 -c 1 -t amr-nb "$T/a.amr" 2>"$T/err" || skip 'sox writes no AMR here'
	# A description of silence, and two frames for which nothing was sent.
	(head -c 656 "$T/a.amr"; printf '\104\1\2\3\4\5\174\174'; tail -c +657 "$T/a.amr") >"$T/pause.amr"
	mkdir "$T/sox"
	sox -D -t amr-nb "$T/pause.amr" "$T/sox/pause.wav"
	sox -D -t amr-nb "$T/a.amr" "$T/sox/a.wav"
	[ "$(soxi -s "$T/sox/pause.wav")" -eq $(($(soxi -s "$T/sox/a.wav") + 480)) ]
	wav2fbank "$T/sox/pause.wav" >"$T/want"
	wav2fbank "$T/pause.amr" | cmp - "$T/want"
	wav2fbank -t amr-nb "$T/pause.amr" | cmp - "$T/want"
	cat "$T/pause.amr" | wav2fbank - | tensordiff - <(wav2fbank - <"$T/sox/pause.wav")
	# with others, in one decoder or several
	tonfall -q -m prosody "$T/a.wav" "$T/pause.amr" "$T/a.amr" "$T/sox/pause.wav" | cut -f 2- >"$T/rows"
	[ "$(sed -n 3p "$T/rows")" = "$(sed -n 5p "$T/rows")" ]
	[ "$(sed -n 3p "$T/rows")" != "$(sed -n 4p "$T/rows")" ]
	# Where it ends within a pause as well.
	head -c -3 "$T/pause.amr" >"$T/cut.amr"
	says 'cut.amr: cut short: a frame at byte' 1 wav2fbank "$T/cut.amr"
	says 'cut.amr: cut short: a frame at byte' 1 wav2fbank -t amr-nb "$T/cut.amr"
	says "a.wav: damaged, or not of type 'amr-nb' as given" 1 wav2fbank -t amr-nb "$T/a.wav"
	says 'as given with --type (' 1 tonfall -q -m prosody --type wav "$T/pause.amr" >"$T/x"
	says 'as given with --type$' 1 tonfall -q -m prosody --type m4a "$T/pause.amr" >"$T/x"
	ffmpeg -v error -nostdin -y -i "$T/pause.amr" -c copy "$T/pause.3gp"
	says 'pause.3gp: has pauses .*(DTX), at 1.00 s, .* -c copy FILE.amr$' 1 wav2fbank "$T/pause.3gp" >"$T/x"
	ffmpeg -v error -nostdin -y -i "$T/pause.3gp" -c copy "$T/again.amr"
	cmp "$T/again.amr" "$T/pause.amr"
}

# other_wavs: WAV in encodings that SoX does not read, the names in $T/made.
other_wavs() {
	all_coded <<-'EOF'
	mp3.wav -c:a libmp3lame
	mono.wav -c:a libmp3lame -ac 1
	g722.wav -c:a adpcm_g722
	g723.wav -c:a g723_1 -ac 1 -ar 8000
	g726.wav -c:a adpcm_g726 -ac 1 -ar 8000
	low.wav -c:a adpcm_g726 -ac 1 -ar 8000 -b:a 24k
	wma.wav -c:a wmav2
	old.wav -c:a wmav1 -ac 1
	mp2.wav -c:a mp2
	ac3.wav -c:a ac3 -ar 48000
	flac.wav -c:a flac
	yamaha.wav -c:a adpcm_yamaha
	EOF
	[ "$(wc -l <"$T/made")" -ge 8 ]
}

# What call centres record.  MS and IMA ADPCM, GSM and so on stay with SoX.
test_wav_of_other_encodings() {
	local f made=()
	needs_av
	sound 3 16000
	other_wavs
	# shellcheck disable=SC2046 # names
	like_ffmpeg $(cat "$T/made")
	for f in $(cat "$T/made"); do
		wav2fbank -t wav "$T/$f" | cmp - <(wav2fbank "$T/$f")
	done
	# Written to a pipe: the header has no length.
	for f in libmp3lame adpcm_g722 wmav2; do
		ffmpeg -v error -nostdin -i "$T/a.wav" -c:a $f -f wav - 2>"$T/err" | cat >"$T/open-$f.wav" || continue
		made+=("open-$f.wav")
	done
	like_ffmpeg "${made[@]}"
	cat "$T/${made[0]}" | fed says '<stdin>: riff is checked as a whole, .* | ffmpeg -i - -f wav - | tonfall --live -$' 1 \
	    tonfall --live -m prosody - >"$T/x"
	ffmpeg -v error -nostdin -y -i "$T/wma.wav" -c:a pcm_f32le "$T/b.wav"
	wav2fbank --channel 2 "$T/wma.wav" >"$T/x"
	wav2fbank --channel 2 "$T/b.wav" >"$T/y"
	py 'x, y = (read(f)[0][1] for f in sys.argv[1:])
assert x.shape == y.shape and (x == y).all()' "$T/x" "$T/y"
	# With others, in one decoder or several.
	tonfall -q -m prosody "$T/a.wav" "$T/wma.wav" "$T/a.wav" "$T/b.wav" | cut -f 2- >"$T/rows"
	[ "$(sed -n 2p "$T/rows")" = "$(sed -n 4p "$T/rows")" ]
	[ "$(sed -n 3p "$T/rows")" = "$(sed -n 5p "$T/rows")" ]
	[ "$(sed -n 2p "$T/rows")" != "$(sed -n 3p "$T/rows")" ]
}

# The same bytes under other headers.
test_tags_of_wav() {
	needs_av
	sound 1 8000
	coded g726.wav -ac 1 -c:a adpcm_g726
	coded a.aac -ac 1
	/usr/bin/python3 - "$T" <<-'EOF'
	import struct, sys
	def wav(name, tag, data, bits=4, more=b"", ext=b"\0\0"):
	    fmt = struct.pack("<HHIIHH", tag, 1, 8000, 4000, 1, bits) + ext
	    body = b"WAVE" + more + b"fmt " + struct.pack("<I", len(fmt)) + fmt + \
	        b"data" + struct.pack("<I", len(data)) + data
	    open(f"{sys.argv[1]}/{name}.wav", "wb").write(b"RIFF" + struct.pack("<I", len(body)) + body)
	b = open(sys.argv[1] + "/g726.wav", "rb").read()
	g = b[b.index(b"data") + 8:]
	g = g[:len(g) & ~1]
	guid = bytes.fromhex("000000001000800000aa00389b71")
	wav("other", 0x64, g)
	wav("junk", 0x45, g, more=b"JUNK" + struct.pack("<I", 3000) + bytes(3000))
	wav("ext", 0xfffe, g, ext=struct.pack("<HHIH", 22, 4, 4, 0x45) + guid)
	wav("okicalls", 0x10, bytes(range(256)) * 16)
	wav("aac", 0x1600, open(sys.argv[1] + "/a.aac", "rb").read())
	wav("none", 0x1610, g)
	wav("siren", 0x28e, g)
	# SoX's own, in both ways to say it.
	wav("law", 7, g, 8)
	wav("extlaw", 0xfffe, g, 8, ext=struct.pack("<HHIH", 22, 8, 4, 7) + guid)
	EOF
	like_ffmpeg other.wav junk.wav ext.wav okicalls.wav aac.wav law.wav extlaw.wav
	mkdir "$T/same"
	cp "$T/other.wav" "$T/same/ext.wav"
	wav2fbank "$T/ext.wav" | cmp - <(wav2fbank "$T/same/ext.wav")
	says 'none.wav: its sound is encoded .* do not know (tag 0x1610); another program' 1 wav2fbank "$T/none.wav" >"$T/x"
	says 'siren.wav: its sound is encoded as msnsiren, which is not read here' 1 wav2fbank "$T/siren.wav" >"$T/x"
}

test_other_wavs_cut() {
	local f n size
	needs_av
	sound 3 16000
	other_wavs
	mkdir "$T/cuts"
	for f in $(cat "$T/made"); do
		size=$(wc -c <"$T/$f")
		for n in 30 60 $((size / 2)) $((size - 9)) $((size - 1)); do
			head -c "$n" "$T/$f" >"$T/cuts/$n.$f"
		done
		cat "$T/cuts/$n.$f" | fed says '<stdin>: cut short: a chunk of samples at' 1 wav2fbank - >"$T/x"
	done
	# Something else for 500 bytes: what has frames that can be told apart.
	for f in mp3 mono mp2 flac; do
		[ -s "$T/$f.wav" ] || continue
		n=$(($(wc -c <"$T/$f.wav") / 2))
		(head -c "$n" "$T/$f.wav"; head -c 500 "$T/a.wav"; tail -c +$((n + 501)) "$T/$f.wav") >"$T/cuts/bad.$f.wav"
	done
	exits 1 wav2fbank -k "$T"/cuts/* 2>"$T/err" >"$T/x"
	[ ! -s "$T/x" ]
	sed -n 's,.*/cuts/\([^:]*\): .*\(cut short\|damaged\).*,\1,p' "$T/err" | sort | cmp - <(ls "$T/cuts")
}

test_shorten() {
	local n
	needs_av
	for n in 1 2; do
		sox -R -V1 -n -r 16000 -b 16 -c $n "$T/a.wav" synth 1.003 sine 300-2000 synth pinknoise mix gain -6
		tests/tools/shorten "$T/a.wav" >"$T/b.sph"
		wav2fbank "$T/a.wav" | sed 's/^key a/key b/' >"$T/want"
		wav2fbank "$T/b.sph" >"$T/x"
		py 'x, y = (read(f)[0][1] for f in sys.argv[1:])
assert x.shape == y.shape and (x == y).all()' "$T/x" "$T/want"
		like_ffmpeg b.sph
	done
	for n in 1030 9000 $(($(wc -c <"$T/b.sph") - 9)); do
		head -c "$n" "$T/b.sph" >"$T/cut.sph"
		says 'cut.sph: \(damaged\|cut short\)' 1 wav2fbank "$T/cut.sph" >"$T/x"
	done
}

# What telephones and programs add to the sound: when, where, titles, chapters,
# a picture, in languages of all kinds.
test_metadata() {
	local f made=()
	needs_av
	sound 1 16000
	cat >"$T/meta" <<-'EOF'
	;FFMETADATA1
	title=Aufnahme \303\244 \u65e5
	creation_time=2024-02-30T25:61:61Z
	location=+52.5200+013.4050/
	date=2024-01-02
	comment=x\
	y
	[CHAPTER]
	TIMEBASE=1/1000
	START=0
	END=500
	title=eins
	EOF
	ffmpeg -v error -nostdin -y -f lavfi -i color=red:s=32x32:d=0.04 -frames:v 1 "$T/c.png"
	for f in a.m4a a.mov a.mp4 a.mka a.opus a.wma a.flv a.avi a.caf; do
		ffmpeg -v error -nostdin -y -i "$T/a.wav" -i "$T/meta" -map 0:a -map_metadata 1 \
		    -metadata creation_time=2024-01-02T03:04:05Z -metadata genre=Speech "$T/$f" 2>"$T/err" || continue
		made+=($f)
	done
	for f in b.m4a b.mka; do
		ffmpeg -v error -nostdin -y -i "$T/a.wav" -i "$T/c.png" -map 0:a -map 1:v -c:v copy \
		    -disposition:v attached_pic "$T/$f" 2>"$T/err" || continue
		made+=($f)
	done
	like_ffmpeg "${made[@]}"
	[ "$(wc -l <"$T/read")" -ge 6 ]
}

# As the type that -t names, by any of its names, and no other.
test_named() {
	local t
	needs_av
	sound
	coded a.m4a
	coded a.webm -c:a libopus || coded a.webm
	wav2fbank "$T/a.m4a" >"$T/want"
	for t in m4a M4A mp4 mov 3gp; do
		wav2fbank -t $t "$T/a.m4a" | cmp - "$T/want"
	done
	wav2fbank "$T/a.webm" >"$T/want"
	for t in webm mkv matroska; do
		wav2fbank -t $t "$T/a.webm" | cmp - "$T/want"
	done
	says "a.webm: .*not of type 'm4a' as given with -t\|not of type 'mp4'" 1 wav2fbank -t m4a "$T/a.webm" >"$T/x"
	for t in m4a webm opus wma aac amr caf w64 avi flv shorten; do
		says "a.wav: .*not of type '" 1 wav2fbank -t $t "$T/a.wav" >"$T/x"
		[ ! -s "$T/x" ]
	done
}

test_pictures_are_left_out() {
	local f made=()
	needs_av
	sound 1
	for f in v.mp4:mpeg4:aac v.mkv:mpeg4:libopus v.avi:mpeg4:libmp3lame v.mov:mjpeg:pcm_s16le v.wmv:wmv2:wmav2 \
	    v.flv:flv:aac v.ogv:libtheora:libvorbis v.webm:libvpx:libopus; do
		ffmpeg -v error -nostdin -y -f lavfi -i testsrc=d=1:s=64x48:r=10 -i "$T/a.wav" \
		    -c:v "$(cut -d: -f 2 <<<"$f")" -c:a "${f##*:}" "$T/${f%%:*}" 2>"$T/err" || continue
		made+=("${f%%:*}")
		ffmpeg -v error -nostdin -y -i "$T/${f%%:*}" -an -c copy "$T/mute.${f%%:*}"
		says "mute.${f%%:*}: has no sound" 1 wav2fbank "$T/mute.${f%%:*}" >"$T/x"
	done
	like_ffmpeg "${made[@]}"
	[ "$(wc -l <"$T/read")" -ge 5 ]
}

# Of several the default, then the one with the most channels, then the first.
test_which_stream() {
	local marks
	needs_av
	sound
	for marks in '0 0' 'default 0' '0 default' 'default default'; do
		# shellcheck disable=SC2086
		set -- $marks
		ffmpeg -v error -nostdin -y -f lavfi -i sine=d=3 -i "$T/a.wav" -map 0:a -map 1:a -c:a pcm_s16le \
		    -disposition:a:0 $1 -disposition:a:1 $2 "$T/two.mka"
		like_ffmpeg two.mka
	done
	ffmpeg -v error -nostdin -y -f lavfi -i sine=d=3 -f lavfi -i sine=200:d=1 -map 0:a -map 1:a -c:a aac "$T/two.m4a"
	like_ffmpeg two.m4a
}

# One channel of it, as of the WAV file that ffmpeg makes.
test_channels() {
	local c
	needs_av
	sound 1 16000
	coded a.m4a
	ffmpeg -v error -nostdin -y -i "$T/a.m4a" -c:a pcm_f32le "$T/b.wav"
	for c in 1 2 mix; do
		wav2fbank --channel $c "$T/a.m4a" >"$T/x"
		wav2fbank --channel $c "$T/b.wav" >"$T/y"
		py 'x, y = (read(f)[0][1] for f in sys.argv[1:])
assert x.shape == y.shape and (x == y).all()' "$T/x" "$T/y"
	done
	says 'a.m4a: has 2 channels, none with the number 3' 1 wav2fbank --channel 3 "$T/a.m4a" >"$T/x"
}

# Wherever it is cut, that is said: on disk and, of some places, from a pipe.
test_cut() {
	local f n size cut
	needs_av
	sound 3 16000
	mkdir "$T/cuts"
	all_coded <<-'EOF'
	a.m4a
	fast.mp4 -movflags +faststart
	a.opus
	a.webm -c:a libopus
	a.mka -c:a flac
	a.wma
	a.aac
	a.caf
	lossless.caf -c:a alac
	a.w64
	a.avi
	a.flv
	EOF
	while read -r f; do
		size=$(wc -c <"$T/$f")
		for n in 40 200 1000 $((size / 3)) $((size * 2 / 3 + 1)) $((size - 200)) $((size - 1)); do
			[ "$n" -lt "$size" ] || continue
			cut=$T/cuts/$n.$f
			head -c "$n" "$T/$f" >"$cut"
			case $n in 200 | $((size / 3)) | $((size - 1)))
				cat "$cut" | fed says "<stdin>: .*\(cut short\|damaged\)" 1 wav2fbank - >"$T/x"
				[ ! -s "$T/x" ] ;;
			esac
		done
	done <"$T/made"
	[ "$(wc -l <"$T/made")" -ge 8 ]
	# One line for each of them, and one about them all.
	exits 1 wav2fbank -k "$T"/cuts/* 2>"$T/err" >"$T/x"
	[ ! -s "$T/x" ]
	sed -n 's,.*/cuts/\([^:]*\): .*\(cut short\|damaged\).*,\1,p' "$T/err" | sort | cmp - <(ls "$T/cuts")
	[ "$(wc -l <"$T/err")" -eq $(($(ls "$T/cuts" | wc -l) + 1)) ]
	# Frames of AAC that are missing at the end are not: nothing counts them.
}

test_damaged() {
	local f
	needs_av
	sound 3 16000
	for f in a.m4a a.opus a.mka a.aac a.wma; do
		coded $f || continue
		# Twenty bytes less, in the middle.
		(head -c 7000 "$T/$f"; tail -c +7021 "$T/$f") >"$T/bad.$f"
		says "bad.$f: .*\(damaged\|cut short\)" 1 wav2fbank "$T/bad.$f" >"$T/x"
		[ ! -s "$T/x" ]
		[ "$(wc -l <"$T/stderr")" -eq 1 ]
	done
	# With checksums any bit is noticed.
	coded a.mka -c:a flac
	/usr/bin/python3 - "$T" <<-'EOF'
	import sys
	dir = sys.argv[1]
	for name in "a.opus", "a.mka":
	    try:
	        good = open(f"{dir}/{name}", "rb").read()
	    except FileNotFoundError:
	        continue
	    for i in range(20):
	        bad = bytearray(good)
	        bit = (3000 + i * (len(good) - 4000) // 20) * 8 + i % 8
	        bad[bit // 8] ^= 1 << bit % 8
	        open(f"{dir}/flip{i}.{name}", "wb").write(bad)
	EOF
	exits 1 wav2fbank -k "$T"/flip*.* 2>"$T/err" >"$T/x"
	[ "$(grep -c 'flip[0-9]*\..*: ' "$T/err")" -eq "$(ls "$T"/flip*.* | wc -l)" ]
	exits 1 grep -v ': .*\(damaged\|cut short\)\|no file could be\|files.*left out' "$T/err" >"$T/other" || {
		cat "$T/other"; [ "$(wc -l <"$T/other")" -le 2 ]
	}
}

# A sound in encrypted MP4 is not noise to be listened to.
test_encrypted() {
	needs_av
	sound
	coded secret.mp4 -c:a aac -encryption_scheme cenc-aes-ctr \
	    -encryption_key 00112233445566778899aabbccddeeff -encryption_kid 00112233445566778899aabbccddeeff ||
	    skip 'ffmpeg does not encrypt here'
	says 'secret.mp4: is encrypted' 1 wav2fbank "$T/secret.mp4" >"$T/x"
	coded a.wma || return 0
	/usr/bin/python3 - "$T/a.wma" >"$T/drm.wma" <<-'EOF'
	# One more object in the header: Content Encryption.
	import struct, sys
	b = open(sys.argv[1], "rb").read()
	drm = bytes.fromhex("fbb3112223bdd211b4b700a0c955fc6e") + struct.pack("<Q", 40) + bytes(16)
	size, n = struct.unpack_from("<QI", b, 16)
	sys.stdout.buffer.write(b[:16] + struct.pack("<QI", size + 40, n + 1) + b[28:30] + drm + b[30:])
	EOF
	says 'drm.wma: is encrypted (DRM)' 1 wav2fbank "$T/drm.wma" >"$T/x"
}

# Other rates and channels from a place on.
test_changes() {
	needs_av
	sound
	coded a.aac -ar 16000 -ac 1
	coded b.aac -ar 22050 -ac 1
	cat "$T/a.aac" "$T/b.aac" >"$T/c.aac"
	says 'c.aac: changes near 2\.[0-9]* s from 16000 Hz and 1 channels to 22050 Hz' 1 wav2fbank "$T/c.aac" >"$T/x"
}

test_limits() {
	needs_av
	sound 3
	coded a.m4a
	coded b.webm -c:a libopus || coded b.webm
	wav2fbank -x 4 "$T/a.m4a" "$T/b.webm" >"$T/x"
	says 'a.m4a: lasts longer than 2 s, which is the limit (-x)' 1 wav2fbank -x 2 "$T/a.m4a" >"$T/x"
	cat "$T/b.webm" | fed says '<stdin>: lasts longer than 2 s' 1 wav2fbank -x 2 - >"$T/x"
	# The loudest that a file may be.
	ffmpeg -v error -nostdin -y -i "$T/a.wav" -af volume=40dB -c:a pcm_f32le "$T/loud.mka"
	says 'loud.mka: sample [0-9]* is .*, want at most 4 times' 1 wav2fbank "$T/loud.mka" >"$T/x"
}

# Files of all libraries in one run, in any order, and bad ones among them.
test_mixed_list() {
	needs_av
	sound 1 16000
	coded a.m4a
	coded b.opus || coded b.opus -c:a libvorbis
	sox -V1 "$T/a.wav" "$T/c.flac"
	head -c 3000 "$T/a.m4a" >"$T/d.m4a"
	cd "$T"
	for i in 1 2 3 4 5; do
		for f in a.wav a.m4a c.flac d.m4a b.opus; do
			printf '%s\t%s\n' "$f" "$i-$f"
		done
	done | cat <(printf 'path\tkey\n') - >l.tsv
	wav2fbank -k -j 1 -l l.tsv >one 2>err
	[ "$(grep -c 'd.m4a: cut short' err)" -eq 5 ]
	wav2fbank -k -j 3 -l l.tsv 2>err | cmp - one
	[ "$(tensorinfo one | grep -c '^[0-9]-')" -eq 20 ]
}

# A browser's recording, as it arrives: sound is returned before it ends.
test_live() {
	local i
	needs_av
	sound 8 16000
	coded a.webm -c:a libopus -ac 1 -cluster_time_limit 500 || skip 'ffmpeg writes no Opus here'
	mkfifo "$T/in"
	wav2fbank -x 3 - <"$T/in" >"$T/x" 2>"$T/err" &
	exec 7>"$T/in"
	# The limit is met although nothing says that the recording has ended.
	head -c "$(($(wc -c <"$T/a.webm") * 3 / 4))" "$T/a.webm" >&7
	for i in $(seq 100); do
		if grep -q 'lasts longer than 3 s' "$T/err"; then break; fi
		sleep 0.1
	done
	exec 7>&-
	exits 1 wait $!
	grep -q 'lasts longer than 3 s' "$T/err"
}

# WAV pays nothing for them: no program is linked with them, and what starts the
# decoders has them only after a file that needs them.
test_loaded_when_needed() {
	local p server maps main
	needs_av
	for p in wav2fbank wav2spec wav2prosody; do
		ldd "$(type -P $p)" >"$T/ldd" 2>&1 || :
		exits 1 grep 'libav' "$T/ldd"
	done
	sound 3 16000
	coded a.webm -c:a libopus || coded a.webm
	for p in wav webm; do
		mkfifo "$T/in.$p"
		wav2fbank -j 1 "$T/in.$p" >"$T/x" 2>"$T/err" &
		main=$!
		exec 7>"$T/in.$p"
		head -c 8000 "$T/a.$p" >&7
		sleep 0.5
		server=$(cat "/proc/$main/task/$main/children")
		maps=$(grep -c libavformat "/proc/${server% }/maps" || :)
		exec 7>&-
		exits 1 wait $main
		[ "$p" = wav ] && [ "$maps" -eq 0 ] || { [ "$p" = webm ] && [ "$maps" -gt 0 ]; }
	done
}

# Where they are not, the message says so, and which command helps.
test_absent() {
	needs_av
	sound 1 16000
	coded a.m4a
	mkdir "$T/lib"
	: >"$T/lib/$(ldconfig -p | sed -n 's/.*\(libavformat\.so\.[0-9]*\) .*/\1/p' | head -n 1)"
	for f in "$T"/lib/*; do
		[ -f "$f" ] || skip 'where the library is, is not known'
	done
	LD_LIBRARY_PATH=$T/lib says "a.m4a: type 'mp4' needs FFmpeg's libraries, which cannot be loaded (.*libavformat.*); or convert it: ffmpeg -i FILE -f wav - | wav2fbank -" \
	    1 wav2fbank "$T/a.m4a" >"$T/x"
	# Others are read all the same.
	LD_LIBRARY_PATH=$T/lib wav2fbank "$T/a.wav" | tensorinfo | has '^a'
}

# Names of files inside of a file are not opened.
test_no_other_file() {
	needs_av
	sound 1 16000
	coded a.m4a
	printf 'ffconcat version 1.0\nfile %s\n' "$T/a.wav" >"$T/list.m4a"
	says 'list.m4a: is text, want audio' 1 wav2fbank "$T/list.m4a" >"$T/x"
	for t in mp4 webm caf; do
		says "not of type" 1 wav2fbank -t $t "$T/list.m4a" >"$T/x"
	done
	printf '#EXTM3U\n#EXTINF:1,\n%s\n' "$T/a.wav" >"$T/list.mka"
	says 'list.mka: is text' 1 wav2fbank "$T/list.mka" >"$T/x"
}

# Of what ffmpeg writes to a pipe the length is not known.
test_sizes_left_open() {
	type ffmpeg >"$T/type" 2>&1 || skip 'needs ffmpeg'
	sox -R -n -r 16000 -b 16 "$T/a.wav" synth 2 sine 300
	mkdir "$T/b"
	(cd "$T" && wav2fbank a.wav) >"$T/want"
	# The key is that of standard input.
	same() { wav2fbank "$1" | tensorinfo -d | cut -f 2- | cmp - "$T/rows"; }
	tensorinfo -d "$T/want" | cut -f 2- >"$T/rows"
	for how in always auto; do
		ffmpeg -v error -i "$T/a.wav" -f wav -rf64 $how - | cat >"$T/b/a.wav"
		(cd "$T/b" && wav2fbank a.wav) | tensordiff "$T/want" -
		same - <"$T/b/a.wav"
		cat "$T/b/a.wav" | same -
	done
	for how in 'ffmpeg -v error -i a.wav -f aiff -' 'sox -V1 a.wav -t aiff -' 'sox -V1 a.wav -t aifc -'; do
		(cd "$T" && $how) | cat >"$T/b.aiff"
		same - <"$T/b.aiff"
		cat "$T/b.aiff" | same -
	done
	ffmpeg -v error -i "$T/a.wav" -rf64 always "$T/c.wav"
	head -c 3 "$T/c.wav" | has RF6
	same - <"$T/c.wav"
	head -c 40000 "$T/c.wav" >"$T/d.wav"
	says 'cut short' 1 wav2fbank "$T/d.wav"
}
