// Plays the spoken captcha without leaving the form. Without this script the link opens the sound
// in a tab of its own.
"use strict";

(function () {
  for (const link of document.querySelectorAll("[data-sound]")) {
    let playing = null;
    link.querySelector("[data-sound-opens]").remove();
    link.addEventListener("click", (event) => {
      event.preventDefault();
      if (playing) playing.pause();
      playing = new Audio(link.href);
      playing.play().catch(() => window.open(link.href));
    });
  }
})();
