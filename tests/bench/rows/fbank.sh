# The arithmetic of the filter bank: samples in memory, one thread.
speech "$DATA/minute.wav" "$(pick 60 2)"
sox -V1 "$DATA/minute.wav" -t f32 "$DATA/minute.f32"
seconds=$(pick 0.7 0.02)

ours()   { sample tonfall "$B/fbank" "$DATA/minute.f32" "$seconds"; }
ours80() { sample tonfall-80 "$B/fbank" "$DATA/minute.f32" "$seconds" bins=80; }
fftw()   { sample FFTW "$B/fft" "$seconds"; }
# One thread also of the libraries below; and memory is kept between calls,
# without which torchaudio spends half of its time on page faults.
other()  { sample "$1$3" env OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 \
	MALLOC_MMAP_THRESHOLD_=4294967295 MALLOC_TRIM_THRESHOLD_=4294967295 "$PY" "$PEERS/fbank.py" "$2" "$DATA/minute.f32" "$seconds" "${4:-23}"; }
knf()    { other kaldi-native-fbank kaldi_native_fbank ''; }
audio()  { other torchaudio torchaudio ''; }
asr()    { other asrfront asrfront ''; }
asr80()  { other asrfront asrfront -80 80; }

sides='ours fftw'
! peer kaldi_native_fbank || sides+=' knf'
! peer torchaudio || sides+=' audio'
! peer asrfront || sides+=' asr ours80 asr80'
turns "$(few "$REPS")" $sides

compare 'filter bank, 23 bins, one core' tonfall:speed FFTW:speed 'value >= 15000 or ratio >= 0.47'
compare 'filter bank, 23 bins, one core' tonfall:speed kaldi-native-fbank:speed 'ratio >= 9'
compare 'filter bank, 23 bins, one core' tonfall:speed torchaudio:speed 'ratio >= 3'
compare 'filter bank, 23 bins, one core' tonfall:speed asrfront:speed 'ratio >= 1'
compare 'filter bank, 80 bins, one core' tonfall-80:speed asrfront-80:speed 'ratio >= 1'
