// The editor of a transcript: lines are played in place, and what is typed is saved three seconds after the last key.
// Without it each line is a form with a button, and each time is a link to that moment of the recording.
//
// A form with data-line is one line. `was` in it says which state of the line its words belong to: the server refuses
// to write over another's words, tells them, and gives the new `was`; only who then presses Save writes over them.
"use strict";

(() => {
  const PAUSE = 3000;
  const AGAIN = 15000;
  const status = document.querySelector("[data-said]");
  const theirs = document.querySelector("template[data-theirs]");
  const players = [...document.querySelectorAll("[data-player]")];
  const forms = [...document.querySelectorAll("form[data-line]")];
  const states = new Map(forms.map((form) => [form, { dirty: false, held: false, timer: 0, saving: null }]));

  const say = (words) => {
    status.textContent = words;
  };

  // Saving

  const wait = (form, time) => {
    const state = states.get(form);
    clearTimeout(state.timer);
    state.timer = setTimeout(() => save(form), time);
  };

  const tellOfTheirs = (form, answer) => {
    form.querySelector("[data-told]")?.remove();
    const told = document.createElement("div");
    told.dataset.told = "";
    told.append(theirs.content.cloneNode(true));
    told.querySelector(".typed").textContent = answer.now === null ? answer.said : answer.now;
    form.prepend(told);
    states.get(form).held = true;
    if (answer.now !== null) {
      form.elements.was.value = answer.was;
    }
  };

  const send = async (form) => {
    const state = states.get(form);
    const body = new URLSearchParams(new FormData(form));
    body.set("action", "correct");
    state.dirty = false;
    let answer;
    try {
      // Buttons are called action too, so form.action is not the address.
      answer = await fetch(form.getAttribute("action"), {
        method: "POST",
        body,
        headers: { Accept: "application/json" },
        redirect: "manual",
        keepalive: true,
      });
    } catch {
      state.dirty = true;
      say(status.dataset.lost);
      wait(form, AGAIN);
      return false;
    }
    const told = (answer.headers.get("Content-Type") || "").startsWith("application/json") ? await answer.json() : null;
    if (answer.ok && told) {
      form.elements.was.value = told.was;
      form.querySelector(".field-error")?.remove();
      say(told.said);
      return true;
    }
    state.dirty = true;
    say(told ? told.said : status.dataset.away);
    if (answer.status === 409 && told) {
      tellOfTheirs(form, told);
    }
    return false;
  };

  // One at a time for each line; what is typed meanwhile is sent after it.
  const save = async (form) => {
    const state = states.get(form);
    clearTimeout(state.timer);
    if (state.saving) {
      await state.saving;
    }
    if (!state.dirty) {
      return true;
    }
    if (state.held) {
      return false;
    }
    state.saving = send(form);
    const saved = await state.saving;
    state.saving = null;
    return saved;
  };

  const others = (form) => forms.filter((one) => one !== form && (states.get(one).dirty || states.get(one).saving));

  for (const form of forms) {
    const state = states.get(form);
    form.addEventListener("input", () => {
      state.dirty = true;
      if (!state.held) {
        say(status.dataset.waits);
        wait(form, PAUSE);
      }
    });
  }

  // Another line's words must not be lost when this form opens a new page.
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    const waiting = others(form);
    if (form.method !== "post" || !(waiting.length || states.get(form)?.saving)) {
      if (states.has(form)) {
        clearTimeout(states.get(form).timer);
        states.get(form).dirty = false;
      }
      return;
    }
    event.preventDefault();
    await states.get(form)?.saving;
    const saved = await Promise.all(waiting.map(save));
    if (saved.every(Boolean)) {
      form.requestSubmit(event.submitter);
    }
  });

  const unsaved = () => forms.filter((form) => states.get(form).dirty);
  window.addEventListener("beforeunload", (event) => {
    if (unsaved().length) {
      event.preventDefault();
    }
  });
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) {
      unsaved().forEach(save);
    }
  });

  // Playing

  let until = 0;
  const playerOf = (cue) => players.find((one) => one.dataset.player === cue.dataset.recording);
  const seconds = (player, moment) => Math.max(0, (Number(moment) - Number(player.dataset.starts)) / 1000);

  const play = (cue) => {
    const player = playerOf(cue);
    if (!player) {
      return;
    }
    const here = cue.hasAttribute("aria-current") && !player.paused;
    players.forEach((one) => one.pause());
    if (here) {
      return;
    }
    player.currentTime = seconds(player, cue.dataset.start);
    until = seconds(player, cue.dataset.end);
    mark(cue);
    player.play().catch(() => {});
  };

  let marked = null;
  const mark = (cue) => {
    marked?.removeAttribute("aria-current");
    cue?.setAttribute("aria-current", "true");
    marked = cue;
  };

  const cues = [...document.querySelectorAll("[data-cue]")];
  for (const player of players) {
    player.addEventListener("timeupdate", () => {
      if (until && player.currentTime >= until) {
        player.pause();
        return;
      }
      const now = Number(player.dataset.starts) + player.currentTime * 1000;
      const heard = (cue) => Number(cue.dataset.start) <= now && now < Number(cue.dataset.end);
      if (!player.paused && !(marked && heard(marked))) {
        mark(cues.find((cue) => cue.dataset.recording === player.dataset.player && heard(cue)) || null);
      }
    });
    player.addEventListener("pause", () => {
      until = 0;
    });
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-play]");
    if (link && playerOf(link.closest("[data-cue]"))) {
      event.preventDefault();
      play(link.closest("[data-cue]"));
    }
  });

  // Keys

  const split = (form, text) => {
    const cue = form.closest("[data-cue]");
    const player = playerOf(cue);
    if (player && player.currentTime) {
      const moment = document.createElement("input");
      moment.type = "hidden";
      moment.name = "moment";
      moment.value = String(Math.round(Number(player.dataset.starts) + player.currentTime * 1000));
      form.append(moment);
    }
    text.setRangeText("\n\n", text.selectionStart, text.selectionEnd, "end");
    form.requestSubmit(form.querySelector("[data-split]"));
  };

  const step = (cue, by) => cues[cues.indexOf(cue) + by]?.querySelector("textarea").focus();

  document.addEventListener("keydown", (event) => {
    const cue = event.target.closest("[data-cue]");
    if (!cue || !(event.ctrlKey || event.metaKey) || event.altKey) {
      return;
    }
    const text = event.target.matches("textarea") ? event.target : null;
    if (event.key === "Enter" && !event.shiftKey) {
      play(cue);
    } else if (event.key === "Enter" && text) {
      split(text.form, text);
    } else if (event.key === "ArrowUp" && text && text.selectionEnd === 0) {
      step(cue, -1);
    } else if (event.key === "ArrowDown" && text && text.selectionStart === text.value.length) {
      step(cue, 1);
    } else {
      return;
    }
    event.preventDefault();
  });

  document.querySelectorAll("[data-with-script]").forEach((one) => {
    one.hidden = false;
  });
})();
