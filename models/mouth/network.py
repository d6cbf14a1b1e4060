"""The mouth network: 200 ms of sound in, one moment of lips and jaw out, with explicit memory."""

from __future__ import annotations

import torch
from torch import nn

from app.perception.log_mel import BANDS
from models.mouth.articulation import CLASSES, GROUPS
from models.mouth.pose import HOPS_PER_FRAME
from models.mouth.recurrence import GatedUnit

WINDOW_HOPS = 20
LOOK_AHEAD_MS = 40
MEMORY_FRAMES = 200.0
"""Frames of speech that the speaker's mean goes back, 8 s."""
SPEAKER = 2 * BANDS + 1
HIDDEN = 384


def half_precision() -> torch.autocast:
    """Products in bfloat16 for what runs inside, where the processor has a unit for them.

    Without AVX-512 they are emulated: ten times as slow as float32 (measured).
    """
    return torch.autocast("cpu", torch.bfloat16, enabled="AVX512" in torch.backends.cpu.get_cpu_capability())


def speaker_step(bands: torch.Tensor, speaker: torch.Tensor) -> torch.Tensor:
    """What is known of the speaker and the line after 40 ms more: mean and spread of the bands, weight of both.

    bands: (B, 40) mean of the newest four hops; speaker: (B, 81), zeros at first
    """
    mean, spread, heard = speaker[:, :BANDS], speaker[:, BANDS : 2 * BANDS], speaker[:, 2 * BANDS :]
    # Loud against the running level is speech, or near enough.
    weight = torch.sigmoid(8.0 * (bands.amax(dim=1, keepdim=True) + 1.0))
    heard = torch.clamp(heard + weight, max=MEMORY_FRAMES)
    step = weight / (heard + 1.0)
    away = bands - mean
    return torch.cat([mean + step * away, spread + step * (away.abs() - spread), heard], dim=1)


class MouthNetwork(nn.Module):  # type: ignore[misc]  # torch is not installed with the tests
    """(opening, width, jaw), the logits of CLASSES and that of the voice, frame by frame.

    In training the logits of GROUPS follow; they are there to teach the layers before and are not exported.
    """

    def __init__(self, hidden: int = HIDDEN) -> None:
        super().__init__()
        self.hidden = hidden
        self.first = nn.Conv1d(BANDS, 128, 6, stride=2)
        self.second = nn.Conv1d(128, 160, 4, stride=2)
        self.line = nn.Linear(2 * BANDS, 128, bias=False)
        with torch.no_grad():
            # At first the mean of the bands is taken off them.
            self.line.weight[:, :BANDS] = -self.first.weight.sum(dim=2)
            self.line.weight[:, BANDS:] = 0.0
        self.speaker = nn.Linear(2 * BANDS, 48)
        self.join = nn.Linear(3 * 160 + 48, 320)
        self.drop = nn.Dropout(0.25)
        self.memory = nn.GRU(320, hidden, batch_first=True)
        self.head = nn.Linear(hidden, 3 + len(CLASSES) + 1)
        self.groups = nn.Linear(hidden, len(GROUPS))

    def forward(self, sound: torch.Tensor, state: torch.Tensor | None = None) -> tuple[torch.Tensor, torch.Tensor]:
        """Many frames at once.

        sound: (B, 16 + 4 T, 40); state: (B, hidden + 81) after the frame before, None at the start
        Returns (B, T, 13), in training (B, T, 32), and the state after the last frame.
        """
        if state is None:
            state = sound.new_zeros(len(sound), self.hidden + SPEAKER)
        frames = (sound.shape[1] - WINDOW_HOPS) // HOPS_PER_FRAME + 1
        with torch.no_grad():
            newest = sound[:, WINDOW_HOPS - HOPS_PER_FRAME :].unflatten(1, (frames, HOPS_PER_FRAME)).mean(dim=2)
            speaker, speakers = state[:, self.hidden :], []
            for frame in range(frames):
                speaker = speaker_step(newest[:, frame], speaker)
                speakers.append(speaker)
            so_far = torch.stack(speakers, 1)[..., : 2 * BANDS]
        # The windows of neighbouring frames share the first layer but for what is known of the line at each.
        heard = self.first(sound.transpose(1, 2)).unfold(2, 8, 2).permute(0, 2, 1, 3)
        heard = torch.relu(heard + self.line(so_far)[..., None]).flatten(0, 1)
        window = torch.relu(self.second(heard)).transpose(1, 2).flatten(1).unflatten(0, (len(sound), frames))
        known = torch.tanh(self.speaker(so_far))
        joined = self.drop(torch.relu(self.join(torch.cat([window, known], dim=2))))
        unit = self.memory
        inputs = nn.functional.linear(joined.transpose(0, 1), unit.weight_ih_l0, unit.bias_ih_l0)
        remembered = GatedUnit.apply(inputs, state[:, : self.hidden], unit.weight_hh_l0, unit.bias_hh_l0)
        remembered, state = remembered.transpose(0, 1), torch.cat([remembered[-1], speaker], dim=1)
        kept = self.drop(remembered)
        output = self.head(kept)
        return (torch.cat([output, self.groups(kept)], dim=2) if self.training else output).float(), state
