"""Filter bank of a peer: fbank.py PEER SAMPLES.f32 SECONDS BINS; one thread.

Processor time over so many seconds, as seconds of sound a second.  Samples
are in memory before the clock starts.
"""
import sys, time
import numpy as np

peer, path, least, bins = sys.argv[1], sys.argv[2], float(sys.argv[3]), int(sys.argv[4])
x = np.fromfile(path, "<f4")


def seconds(run):
    """Processor time of one call of run, a mean after one call for nothing."""
    run()
    start, n = time.process_time(), 0
    while True:
        run()
        n += 1
        used = time.process_time() - start
        if used >= least:
            return used / n


if peer == "torchaudio":
    import torch
    from torchaudio.compliance import kaldi
    torch.set_num_threads(1)
    wave = torch.from_numpy(x)[None]
    t = seconds(lambda: kaldi.fbank(wave, sample_frequency=16000, num_mel_bins=bins))
elif peer == "asrfront":
    from asrfront import sensevoice
    t = seconds(lambda: sensevoice.fbank_raw(x, n_mels=bins))
elif peer == "kaldi_native_fbank":
    # Its binding turns a list into a vector, which is not its arithmetic; so
    # the time of a frame is the difference of two runs with ten times as many
    # frames in one as in the other.
    import kaldi_native_fbank as knf
    wave = (x * 32768).tolist()

    def run(shift):
        o = knf.FbankOptions()
        o.frame_opts.dither, o.frame_opts.frame_shift_ms = 0, shift
        o.mel_opts.num_bins = bins
        f = knf.OnlineFbank(o)
        f.accept_waveform(16000, wave)
        f.input_finished()
        return f.num_frames_ready
    many, few = run(10.0), run(100.0)
    frame = (seconds(lambda: run(10.0)) - seconds(lambda: run(100.0))) / (many - few)
    t = frame * 100 * len(x) / 16000
print(f"speed\t{len(x) / 16000 / t:.6g}\tx real time")
