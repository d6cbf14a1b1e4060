"""The mouth network: 200 ms of sound in, one moment of lips and jaw out, with explicit memory."""

from __future__ import annotations

import torch
from torch import nn

from app.perception.log_mel import BANDS
from models.mouth.articulation import CLASSES
from models.mouth.recurrence import GatedUnit

WINDOW_HOPS = 20
HOPS_PER_FRAME = 4
LOOK_AHEAD_MS = 40
MEMORY_FRAMES = 200.0
"""Frames of speech that the speaker's mean goes back, 8 s."""
SPEAKER = 2 * BANDS + 1
HIDDEN = 384


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
    """(opening, width, jaw), the logits of CLASSES and that of the voice, frame by frame."""

    def __init__(self, hidden: int = HIDDEN) -> None:
        super().__init__()
        self.hidden = hidden
        self.first = nn.Conv1d(BANDS, 128, 6, stride=2)
        self.second = nn.Conv1d(128, 160, 4, stride=2)
        self.speaker = nn.Linear(2 * BANDS, 48)
        self.join = nn.Linear(3 * 160 + 48, 320)
        self.drop = nn.Dropout(0.25)
        self.memory = nn.GRU(320, hidden, batch_first=True)
        self.head = nn.Linear(hidden, 3 + len(CLASSES) + 1)

    def forward(self, sound: torch.Tensor, state: torch.Tensor | None = None) -> tuple[torch.Tensor, torch.Tensor]:
        """Many frames at once.

        sound: (B, 16 + 4 T, 40); state: (B, hidden + 81) after the frame before, None at the start
        Returns (B, T, 13) and the state after the last frame.
        """
        if state is None:
            state = sound.new_zeros(len(sound), self.hidden + SPEAKER)
        heard = torch.relu(self.second(torch.relu(self.first(sound.transpose(1, 2))))).transpose(1, 2)
        frames = heard.shape[1] - 2
        window = torch.cat([heard[:, :-2], heard[:, 1:-1], heard[:, 2:]], dim=2)
        with torch.no_grad():
            newest = sound[:, WINDOW_HOPS - HOPS_PER_FRAME :].unflatten(1, (frames, HOPS_PER_FRAME)).mean(dim=2)
            speaker, speakers = state[:, self.hidden :], []
            for frame in range(frames):
                speaker = speaker_step(newest[:, frame], speaker)
                speakers.append(speaker)
        known = torch.tanh(self.speaker(torch.stack(speakers, 1)[..., : 2 * BANDS]))
        joined = self.drop(torch.relu(self.join(torch.cat([window, known], dim=2))))
        unit = self.memory
        inputs = nn.functional.linear(joined.transpose(0, 1), unit.weight_ih_l0, unit.bias_ih_l0)
        remembered = GatedUnit.apply(inputs, state[:, : self.hidden], unit.weight_hh_l0, unit.bias_hh_l0)
        return self.head(self.drop(remembered.transpose(0, 1))).float(), torch.cat([remembered[-1], speaker], dim=1)
