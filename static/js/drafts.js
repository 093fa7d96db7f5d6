// Saves what is typed, three seconds after the typing stops, and every eight seconds while it goes on. Without this every
// button of the form saves it. It is kept on the server and nowhere else: nothing stays in the browser.
"use strict";

(() => {
  const form = document.querySelector("form[data-draft]");
  const line = form && form.querySelector("[data-saved]");
  if (!line) {
    return;
  }
  const AFTER = 3000;
  const AT_LEAST = 8000;
  const AGAIN = 10000;
  const MOST_AT_THE_END = 60000;
  const LONGEST_WAIT = 4000;
  const clock = new Intl.DateTimeFormat(document.documentElement.lang, {
    hour: "2-digit", minute: "2-digit", hourCycle: "h23",
  });
  const words = () => new URLSearchParams([...new FormData(form)].filter(([, value]) => typeof value === "string")).toString();
  const gone = () => "left" in document.documentElement.dataset;
  const say = (text) => {
    if (line.textContent !== text) {
      line.textContent = text;
    }
  };
  // A page that came back with something to look at again may hold words that are not kept.
  let kept = document.querySelector(".error-summary") ? "" : words();
  let begun = !form.dataset.draft.includes("new=1");
  let waiting;
  let since = 0;
  let running = null;
  let going = false;
  let refused = false;
  let waited = false;
  const cut = "AbortController" in window ? new AbortController() : null;
  document.addEventListener("left", () => {
    clearTimeout(waiting);
    if (cut) {
      cut.abort();
    }
  });

  // On a line that is as good as cut nobody waits for long.
  const atMost = (promise) => Promise.race([promise, new Promise((resolve) => {
    setTimeout(resolve, LONGEST_WAIT);
  })]);

  const send = async (body, keepalive) => {
    try {
      const answer = await fetch(form.dataset.draft, {
        method: "POST", body, keepalive, redirect: "manual", signal: cut ? cut.signal : undefined,
        headers: { "Content-Type": "application/x-www-form-urlencoded" },
      });
      if (answer.status === 204) {
        [kept, begun] = [body, true];
        return true;
      }
      refused = answer.status >= 400 && answer.status < 500 && answer.status !== 429;
    } catch {
      // The line is cut: it is tried again.
    }
    return false;
  };

  // True once everything that stands in the form is kept; `even` where it is empty, so that there is a draft at all.
  const save = async (even = false) => {
    clearTimeout(waiting);
    while (running) {
      await running;
    }
    const body = words();
    if (gone() || (body === kept && (begun || !even))) {
      return true;
    }
    since = 0;
    running = send(body, false);
    const done = await running;
    running = null;
    if (gone()) {
      return true;
    }
    say(done ? line.dataset.kept.replace("{time}", clock.format(new Date())) : line.dataset.lost);
    if (!done && !refused) {
      waiting = setTimeout(() => save(), AGAIN);
    }
    return done;
  };

  const soon = () => {
    since = since || Date.now();
    clearTimeout(waiting);
    waiting = setTimeout(() => save(), Math.max(0, Math.min(AFTER, since + AT_LEAST - Date.now())));
  };

  form.addEventListener("input", soon);
  form.addEventListener("change", soon);
  addEventListener("online", () => save());
  addEventListener("pageshow", () => {
    [going, waited] = [false, false];
  });
  addEventListener("offline", () => words() === kept || say(line.dataset.lost));
  document.addEventListener("visibilitychange", () => document.hidden && save());
  addEventListener("pagehide", () => {
    const body = words();
    if (!gone() && !going && !running && body !== kept && body.length < MOST_AT_THE_END) {
      send(body, true);
    }
  });

  // What is on its way comes before the button: an older text must not arrive after a newer one.
  document.addEventListener("submit", async (event) => {
    if (event.target !== form || !running || waited) {
      going = going || event.target === form;
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
    await atMost(running);
    waited = true;
    form.requestSubmit(event.submitter);
  }, true);

  // Another language, or a step back: first what stands here is kept.
  document.addEventListener("click", async (event) => {
    const link = event.target.closest && event.target.closest("a[href]");
    const plain = link && !event.defaultPrevented && !event.button && !(event.ctrlKey || event.metaKey || event.shiftKey);
    if (!plain || link.origin !== location.origin || link.getAttribute("href").startsWith("#") || words() === kept || going) {
      return;
    }
    event.preventDefault();
    await atMost(save());
    going = true;
    location.assign(link.href);
  });

  if (!kept) {
    soon();
  }
  // A file needs a draft to lie in (static/js/giving.js).
  window.draftIsKept = save;
})();
