"""Changes recordings as rooms, throats and lines do, and makes noises in which nobody speaks."""

from __future__ import annotations

import io

import numpy as np
import soundfile

from app.perception.log_mel import SAMPLE_RATE_HZ

RATE = SAMPLE_RATE_HZ


def resampled(sound: np.ndarray, factor: float) -> np.ndarray:
    """Sound with `factor` times as many samples, filtered by its whole spectrum. Returns float32."""
    length = max(1, round(len(sound) * factor))
    # Sizes with small prime factors only: a prime length would take seconds.
    padded = -(-len(sound) // 4096) * 4096 + 4096
    target = round(padded * factor)
    spectrum = np.fft.rfft(sound, padded)
    bins = target // 2 + 1
    kept = np.zeros(bins, np.complex128)
    kept[: min(bins, len(spectrum))] = spectrum[:bins]
    return (np.fft.irfft(kept, target) * (target / padded))[:length].astype(np.float32)


def in_a_room(sound: np.ndarray, rng: np.random.Generator, direct_db: float) -> np.ndarray:
    """Sound with the echo of a room of 0.15 to 0.7 s; direct_db: how much louder than the echo the speaker is."""
    seconds = rng.uniform(0.15, 0.7)
    length = int(seconds * RATE)
    echo = rng.standard_normal(length) * np.exp(-6.9 * np.arange(length) / length)
    echo = np.convolve(echo, [0.35, 0.4, 0.25], "same")
    echo[: int(rng.uniform(0.002, 0.012) * RATE)] = 0.0
    echo *= 10 ** (-direct_db / 20) / np.sqrt((echo**2).sum() + 1e-12)
    echo[0] += 1.0
    size = 1 << int(np.ceil(np.log2(len(sound) + length)))
    return np.fft.irfft(np.fft.rfft(sound, size) * np.fft.rfft(echo, size), size)[: len(sound)].astype(np.float32)


def through_opus(sound: np.ndarray) -> np.ndarray:
    """Sound after Ogg Opus at a low rate. Returns as many samples."""
    if len(sound) < 1600:
        return sound
    file = io.BytesIO()
    soundfile.write(file, np.clip(sound, -1, 1), RATE, format="OGG", subtype="OPUS", compression_level=0.9)
    file.seek(0)
    back, _ = soundfile.read(file, dtype="float32")
    return np.pad(back, (0, max(0, len(sound) - len(back))))[: len(sound)]


def changed(sound: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Sound after a room, a coder, or too much gain, each sometimes."""
    sound = sound / (np.abs(sound).max() + 1e-6) * 0.7
    if rng.random() < 0.45:
        sound = in_a_room(sound, rng, rng.uniform(0, 15))
    if rng.random() < 0.2:
        sound = through_opus(sound)
    if rng.random() < 0.25:
        sound = np.clip(sound * np.exp(rng.uniform(np.log(2), np.log(12))), -1, 1)
    return sound.astype(np.float32)


def coloured(rng: np.random.Generator, samples: int, slope: float) -> np.ndarray:
    """Noise whose power falls with the frequency to the power of `slope`, standard deviation 1."""
    spectrum = np.fft.rfft(rng.standard_normal(samples))
    sound = np.fft.irfft(spectrum / np.maximum(8, np.arange(len(spectrum))) ** (slope / 2), samples)
    return sound / (sound.std() + 1e-9)


def fan(rng: np.random.Generator, samples: int) -> np.ndarray:
    """A fan: coloured noise that swells a little, and hum of its turning."""
    time = np.arange(samples) / RATE
    turn = rng.uniform(40, 240)
    hum = sum(rng.uniform(0, 1) / k * np.sin(2 * np.pi * turn * k * time + rng.uniform(0, 6)) for k in range(1, 9))
    swell = 1 + rng.uniform(0, 0.4) * np.sin(2 * np.pi * rng.uniform(0.1, 3) * time)
    return (coloured(rng, samples, rng.uniform(0, 2)) * swell + rng.uniform(0, 2) * hum) * 0.1


def keyboard(rng: np.random.Generator, samples: int) -> np.ndarray:
    """Keys that are pressed and let go, short bursts that ring at a few frequencies."""
    sound = coloured(rng, samples, 1.5) * rng.uniform(0, 0.01)
    tones = rng.uniform(600, 6500, 5)
    at = rng.uniform(0, 0.3)
    while at * RATE < samples - 4000:
        for delay, gain in ((0.0, 1.0), (rng.uniform(0.05, 0.12), rng.uniform(0.2, 0.7))):
            length = int(rng.uniform(0.008, 0.05) * RATE)
            decay = np.exp(-np.arange(length) / length * 6)
            ring = sum(np.sin(2 * np.pi * f * rng.uniform(0.95, 1.05) * np.arange(length) / RATE) for f in tones)
            burst = (rng.standard_normal(length) + rng.uniform(0, 0.5) * ring) * decay
            start = int((at + delay) * RATE)
            piece = sound[start : start + length]
            piece += (burst * gain * rng.uniform(0.1, 0.4))[: len(piece)]
        at += rng.exponential(0.14) + 0.04 + (rng.random() < 0.06) * rng.uniform(0.3, 1.5)
    return sound


def music(rng: np.random.Generator, samples: int) -> np.ndarray:
    """Chords, a bass, a melody and drums, made by a synthesizer."""
    sound = np.zeros(samples)
    beat = 60 / rng.uniform(65, 160)
    scale = rng.choice([0, 2, 4, 5, 7, 9, 11, 3, 10], 6, replace=False)
    base = 55 * 2 ** rng.uniform(0, 1)
    bright, vibrato, drums = rng.uniform(0.7, 2.5), rng.uniform(0, 0.012), rng.random() < 0.7
    parts = [p for p in ("chords", "bass", "melody") if rng.random() < 0.75] or ["melody"]

    def note(at: float, seconds: float, hz: float, gain: float) -> None:
        length = min(int(seconds * RATE), samples - int(at * RATE))
        if length <= 0:
            return
        time = np.arange(length) / RATE
        phase = 2 * np.pi * hz * (time + vibrato * np.sin(2 * np.pi * 5.5 * time) / 5.5)
        tone = sum(np.sin(k * phase) / k**bright for k in range(1, 14) if k * hz < 7800)
        shape = np.minimum(1, time / attack) * np.exp(-time / fade) * np.minimum(1, (seconds - time) / 0.02).clip(0)
        sound[int(at * RATE) : int(at * RATE) + length] += gain * tone * shape

    attack, fade = rng.uniform(0.003, 0.08), rng.uniform(0.15, 2.0)
    steps = int(samples / RATE / beat)
    for step in range(steps):
        at = step * beat
        root = scale[(step // 4 * 3) % len(scale)]
        if "chords" in parts and step % 2 == 0:
            for interval in (0, 4 - (root % 2), 7):
                note(at, 2 * beat, base * 2 ** (1 + (root + interval) / 12), 0.12)
        if "bass" in parts:
            note(at, beat, base * 2 ** (root / 12 - 0.0), 0.25)
        if "melody" in parts:
            for half in range(int(rng.integers(1, 4))):
                note(at + half * beat / 2, beat * 0.6, base * 2 ** (2 + rng.choice(scale) / 12), 0.2)
        if drums:
            for offset, hz, gain in ((0, 60, 0.5 * (step % 2 == 0)), (0, 0, 0.3 * (step % 2)), (0.5, 1, 0.12)):
                length = int((0.15 if hz != 1 else 0.05) * RATE)
                start = int((at + offset * beat) * RATE)
                time = np.arange(length) / RATE
                hit = np.sin(2 * np.pi * 60 * time * (1 - time)) if hz == 60 else rng.standard_normal(length)
                piece = sound[start : start + length]
                piece += (gain * hit * np.exp(-time * (20 if hz != 1 else 70)))[: len(piece)]
    return sound / (np.abs(sound).max() + 1e-9) * 0.5


def tones(rng: np.random.Generator, samples: int) -> np.ndarray:
    """Phrases of plucked, bowed, filtered and bell-like tones, a few at once, with rests."""
    sound = np.zeros(samples)
    time_left, scale = samples / RATE - 2.5, rng.choice(12, 6, replace=False)
    for _ in range(int(rng.integers(1, 4))):
        base, pace = 70 * 2 ** rng.uniform(0, 3.3), rng.uniform(0.12, 0.9)
        partials = np.arange(1, 25) * (
            1.0 if rng.random() < 0.6 else np.sqrt(1 + rng.uniform(0, 0.02) * np.arange(24) ** 2)
        )
        if rng.random() < 0.3:
            partials = np.sort(rng.uniform(0.5, 12, 12))
        slope, damping = rng.uniform(0.3, 2), rng.uniform(0, 1.5)
        sweep, width, fade = rng.uniform(0, 1) < 0.4, rng.uniform(0.2, 0.8), rng.uniform(0.1, 2.0)
        odd, shake = rng.random() < 0.3, rng.uniform(0, 0.02) * (rng.random() < 0.5)
        at = rng.uniform(0, 1)
        while at < time_left:
            hz, seconds = base * 2 ** (rng.choice(scale) / 12), pace * rng.uniform(0.5, 2.2)
            time = np.arange(int(min(seconds, 2.4) * RATE)) / RATE
            centre = rng.uniform(300, 3000) * 2 ** (rng.uniform(-2, 2) * time / seconds)
            note = np.zeros(len(time))
            for number, ratio in enumerate(partials):
                if ratio * hz > 7600 or (odd and number % 2):
                    continue
                gain = (number + 1.0) ** -slope * np.exp(-time * damping * number)
                if sweep:
                    gain = gain * np.exp(-((np.log2(ratio * hz / centre) / width) ** 2))
                bend = time + shake * np.sin(2 * np.pi * 5.5 * time) / 5.5
                note += gain * np.sin(2 * np.pi * ratio * hz * bend + rng.uniform(0, 6))
            note *= np.exp(-time / fade) * np.minimum(1, time / rng.uniform(0.002, 0.1))
            note *= np.minimum(1, (seconds - time) / 0.03).clip(0)
            start = int(at * RATE)
            sound[start : start + len(note)] += note / (np.abs(note).max() + 1e-9) * rng.uniform(0.3, 1)
            at += pace * rng.choice([0.5, 1, 1, 1, 2]) + (rng.random() < 0.08) * rng.uniform(0.3, 1.5)
    return sound / (np.abs(sound).max() + 1e-9) * 0.5


def breath(rng: np.random.Generator, samples: int) -> np.ndarray:
    """Breaths, coughs, sniffs and throats cleared, with rests between them."""
    sound = coloured(rng, samples, 1.0) * 0.003
    at = rng.uniform(0, 1)
    while at * RATE < samples - RATE:
        cough = rng.random() < 0.35
        seconds = rng.uniform(0.15, 0.35) if cough else rng.uniform(0.4, 1.2)
        length = int(seconds * RATE)
        time = np.linspace(0, 1, length)
        shape = np.exp(-5 * time) if cough else np.sin(np.pi * time) ** 2
        noise = coloured(rng, length, rng.uniform(0, 1))
        spectrum = np.fft.rfft(noise)
        hz = np.fft.rfftfreq(length, 1 / RATE)
        peaks = sum(np.exp(-(((hz - f) / (0.25 * f)) ** 2)) for f in rng.uniform(400, 3500, 3))
        noise = np.fft.irfft(spectrum * (0.1 + peaks), length)
        noise /= np.abs(noise).max() + 1e-9
        sound[int(at * RATE) : int(at * RATE) + length] += shape * noise * (0.5 if cough else rng.uniform(0.02, 0.15))
        at += seconds + rng.exponential(0.3 if cough else 1.5)
    return sound


NOISES = {"fan": fan, "keyboard": keyboard, "music": music, "tones": tones, "breath": breath}
