"""PyWavelets: transforms there and back; packets, continuous transforms and data late."""

from __future__ import annotations

import pickle
from typing import Any

import numpy as np
import pywt


def work() -> dict[str, Any]:
    signal = np.array([3.0, 7, 1, 1, -2, 5, 4, 6])
    approximation, detail = pywt.dwt(signal, "db2")
    levels = pywt.wavedec(signal, "haar", level=2)
    wavelet = pickle.loads(pickle.dumps(pywt.Wavelet("sym4")))
    return {
        "version": pywt.__version__,
        "approximation": approximation.round(6).tolist(),
        "detail": detail.round(6).tolist(),
        "levels": [level.round(6).tolist() for level in levels],
        "back": pywt.waverec(levels, "haar").round(6).tolist(),
        "wavelet": [wavelet.name, wavelet.dec_len],
        "image": [part.shape for part in pywt.dwt2(np.eye(4), "haar")[1]],
    }


def late() -> dict[str, Any]:
    import pywt.data

    signal = pywt.data.ecg()[:64]
    coefficients, frequencies = pywt.cwt(signal, np.arange(1, 4), "mexh")
    packet = pywt.WaveletPacket(signal, "db1", maxlevel=3)
    return {
        "ecg": signal[:5].tolist(),
        "energy": (coefficients**2).sum(axis=1).round(2).tolist(),
        "frequencies": frequencies.round(4).tolist(),
        "packet": [node.path for node in packet.get_level(2)],
        "threshold": pywt.threshold([1.0, -3.0, 2.0], 1.5, "soft").tolist(),
        "families": pywt.families()[:3],
    }
