// SPDX-License-Identifier: GPL-3.0-or-later
// A short tone for a message that comes while the visitor looks elsewhere.

export class Sound {
  constructor(storage) {
    this.storage = storage;
    this.isOn = this.read() !== 'off';
  }

  read() {
    try {
      return this.storage && this.storage.getItem('zx.sound');
    } catch {
      return null;
    }
  }

  toggle() {
    this.isOn = !this.isOn;
    try {
      if (this.storage) this.storage.setItem('zx.sound', this.isOn ? 'on' : 'off');
    } catch {
      // it holds as long as this page lives
    }
    if (this.isOn) this.play();
  }

  // Browsers keep silent until the visitor has done something on the page; that is no fault.
  play() {
    if (!this.isOn || !window.AudioContext) return;
    this.context = this.context || new AudioContext();
    const { currentTime, destination } = this.context;
    const tone = this.context.createOscillator();
    const volume = this.context.createGain();
    tone.frequency.setValueAtTime(880, currentTime);
    tone.frequency.setValueAtTime(1175, currentTime + 0.09);
    volume.gain.setValueAtTime(0.08, currentTime);
    volume.gain.exponentialRampToValueAtTime(0.001, currentTime + 0.3);
    tone.connect(volume).connect(destination);
    tone.start();
    tone.stop(currentTime + 0.3);
  }
}
