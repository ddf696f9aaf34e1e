// Warns two minutes before the session ends and offers to stay. It only looks every half minute,
// which does not count as being there; when the session is over it leaves the page.
"use strict";

(function () {
  const dialog = document.getElementById("idle");
  if (!dialog || !dialog.showModal) return;

  const WARN_SECONDS = 120;
  const LOOK_MS = 30000;
  const LOOK_WHILE_WARNING_MS = 10000;
  const LOOK_AFTER_END_MS = 2000;
  const all = (name) => dialog.querySelectorAll(`[data-idle=${name}]`);
  const said = all("said")[0];
  const countdown = all("countdown")[0];
  const stayForm = document.getElementById("idle-stay");
  const understoodButton = document.getElementById("idle-understood");
  let deadline = 0;
  let understood = false;
  let lastLook = 0;

  const secondsLeft = () => Math.max(0, Math.ceil((deadline - Date.now()) / 1000));

  function leave() {
    clearInterval(ticking);
    location.assign(dialog.dataset.here);
  }

  function say(text) {
    if (said.textContent !== text) said.textContent = text;
  }

  function learn(answer) {
    if (answer.state === "ended") return leave();
    if (answer.state !== "open") return;
    deadline = Date.now() + answer.seconds_left * 1000;
    for (const place of all("at")) place.textContent = answer.ends_at;
    for (const place of all("stayable")) place.hidden = !answer.can_stay;
    for (const place of all("final")) place.hidden = answer.can_stay;
    show();
  }

  async function look() {
    try {
      learn(await (await fetch("/session", { cache: "no-store" })).json());
    } catch {
      // No network or no answer now: the next look may have one.
    }
  }

  async function stay() {
    try {
      const body = new FormData(stayForm);
      const answer = await fetch(stayForm.action, { method: "POST", body });
      const standing = await answer.json();
      if (standing.state === "silent") throw new Error("silent");
      learn(standing);
    } catch {
      say(dialog.dataset.failed);
    }
  }

  function show() {
    const left = secondsLeft();
    const near = left <= WARN_SECONDS;
    if (!near) understood = false;
    if (near && !understood && !dialog.open) {
      say("");
      dialog.showModal();
    }
    if (!near && dialog.open) dialog.close(); // gives the focus back
    if (!dialog.open) return;
    countdown.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
    if (left === 60) say(dialog.dataset.minute);
    if (left === 30) say(dialog.dataset.half);
  }

  function pause() {
    if (deadline && secondsLeft() === 0) return LOOK_AFTER_END_MS;
    return dialog.open ? LOOK_WHILE_WARNING_MS : LOOK_MS; // another tab may stay
  }

  function tick() {
    if (deadline) show();
    if (Date.now() < lastLook + pause()) return;
    lastLook = Date.now();
    look();
  }

  stayForm.addEventListener("submit", (event) => {
    event.preventDefault();
    stay();
  });
  understoodButton.addEventListener("click", () => {
    understood = true;
    dialog.close();
  });
  // Escape is a sign of life too.
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    if (stayForm.hidden) understoodButton.click();
    else stay();
  });
  document.addEventListener("visibilitychange", () => {
    lastLook = 0;
  });
  const ticking = setInterval(tick, 1000);
  tick();
})();
