// Counts down until a new SMS password can be sent. Without this script the button is simply
// there, and the page says from when it works.
"use strict";

(function () {
  const button = document.querySelector("[data-resend-seconds]");
  const wait = button ? Number(button.dataset.resendSeconds) : 0;
  if (!(wait > 0)) return;

  const label = button.textContent;
  const ready = performance.now() + wait * 1000;

  function tick() {
    const left = Math.ceil((ready - performance.now()) / 1000);
    button.disabled = left > 0;
    button.textContent = left > 0 ? button.dataset.resendLabel.replace("{seconds}", left) : label;
    if (left > 0) setTimeout(tick, 250);
  }

  tick();
})();
