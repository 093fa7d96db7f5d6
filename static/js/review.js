// The review page, smoother: files shown in place, what is typed kept on the server, the claim renewed while somebody
// reads, and the page emptied when the sender takes it back. Without it every file is a link and every act a button.
// Nothing is kept in this browser.
"use strict";

(() => {
  const form = document.querySelector("form[data-review]");
  if (!form || !window.fetch || !window.URLSearchParams) {
    return;
  }
  const { draft, state, here } = form.dataset;
  const page = document.querySelector("[data-reading]");
  const PAUSE = 3000;
  const ASK = 25000;
  const RENEW = 600000;
  let dirty = false;
  let sending = false;
  let over = false;
  let timer = 0;
  let renewed = Date.now();
  let active = 0;
  // The last request of a page may leave no more behind it than this.
  const MOST_KEPT_ALIVE = 60000;

  const say = (name) => {
    const line = document.querySelector("[data-kept]");
    if (line) {
      line.textContent = name ? line.dataset[name] : "";
    }
  };

  const body = () => {
    const sent = new URLSearchParams(new FormData(form));
    sent.delete("action");
    return sent;
  };

  // What is typed

  const keep = async (leaving) => {
    clearTimeout(timer);
    if (!draft || !dirty || sending || over) {
      return;
    }
    dirty = false;
    sending = true;
    const sent = body();
    let answer = null;
    try {
      answer = await fetch(draft, {
        method: "PUT",
        body: sent,
        redirect: "manual",
        keepalive: leaving && sent.toString().length < MOST_KEPT_ALIVE,
      });
    } catch {
      answer = null;
    }
    sending = false;
    if (answer && answer.status === 204) {
      say("saved");
    } else {
      say("lost");
      dirty = true;
      timer = setTimeout(keep, ASK);
    }
    if (answer && answer.status === 409) {
      ask();
    }
  };

  const typed = (event) => {
    active = Date.now();
    if (event.target.form !== form) {
      return;
    }
    dirty = true;
    say("");
    clearTimeout(timer);
    timer = setTimeout(keep, PAUSE);
  };
  document.addEventListener("input", typed);
  document.addEventListener("keydown", () => { active = Date.now(); });
  document.addEventListener("pointerdown", () => { active = Date.now(); });
  document.addEventListener("scroll", () => { active = Date.now(); }, { passive: true });
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    dirty = false;
  });

  // What happens meanwhile

  const empty = (words, href) => {
    over = true;
    clearTimeout(timer);
    const told = document.createElement("div");
    const line = document.createElement("p");
    const link = document.createElement("a");
    told.className = "notice notice-warn";
    told.setAttribute("role", "alert");
    line.textContent = words;
    link.className = "button";
    link.href = href;
    link.textContent = page.dataset.onward;
    told.append(line, link);
    // Their own words stay; what was taken back does not.
    const mine = ["message", "note", "take_out"].map((name) => form.elements[name]?.value.trim() || "").filter(Boolean);
    const kept = mine.map((words) => Object.assign(document.createElement("p"), { className: "typed", dir: "auto", textContent: words }));
    if (kept.length) {
      kept.unshift(Object.assign(document.createElement("h2"), { textContent: page.dataset.typed }));
    }
    page.replaceChildren(told, ...kept);
  };

  const ask = async () => {
    if (over || document.visibilityState !== "visible") {
      return;
    }
    try {
      const answer = await fetch(state, { redirect: "manual", headers: { Accept: "application/json" } });
      if (answer.type === "opaqueredirect") {
        empty(page.dataset.away, here);
      } else if (answer.ok) {
        const found = await answer.json();
        if (found.state !== "same") {
          if (found.state === "changed") {
            await keep(false);
          }
          empty(found.said, found.state === "changed" ? here : page.dataset.queue);
        }
      } else if (answer.status === 404) {
        empty(page.dataset.gone, page.dataset.queue);
      }
    } catch {
      // Without a line nothing is known, and nothing is said.
    }
  };

  const renew = async () => {
    if (over || !form.dataset.held || Date.now() - renewed < RENEW || active < renewed) {
      return;
    }
    renewed = Date.now();
    const sent = new URLSearchParams({ action: "claim", csrf_token: form.elements.csrf_token.value });
    try {
      await fetch(here, { method: "POST", body: sent, redirect: "manual" });
    } catch {
      renewed = 0;
    }
  };

  setInterval(() => {
    ask();
    renew();
  }, ASK);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") {
      ask();
    } else {
      keep(true);
    }
  });

  // What will happen

  const happens = form.querySelector("[data-happens]");
  const chosen = () => {
    const radio = form.querySelector("input[name=decision]:checked");
    const words = radio && radio.closest(".choice").querySelector(".choice-consequence");
    if (happens && words) {
      happens.textContent = happens.dataset.happens.replace("…", words.textContent);
    }
  };
  form.addEventListener("change", chosen);
  chosen();

  // A text to begin with

  const texts = form.querySelector("[data-texts]");
  const put = form.querySelector("[data-put]");
  if (texts && put) {
    put.addEventListener("click", (event) => {
      const option = texts.selectedOptions[0];
      if (!option || !option.dataset.text) {
        return;
      }
      event.preventDefault();
      const box = form.elements.message;
      box.value = [box.value.trim(), option.dataset.text].filter(Boolean).join("\n\n");
      box.dispatchEvent(new Event("input", { bubbles: true }));
      box.focus();
    });
  }

  // Files in place

  const show = (event) => {
    const link = event.target.closest("a[data-picture]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) {
      return;
    }
    event.preventDefault();
    const place = link.closest("li[data-file]").querySelector("[data-shown]");
    const same = place.dataset.shown === link.href;
    place.replaceChildren();
    place.dataset.shown = same ? "" : link.href;
    for (const other of link.closest("ul").querySelectorAll("a[data-picture]")) {
      other.setAttribute("aria-expanded", String(!same && other === link));
    }
    if (!same) {
      const picture = document.createElement("img");
      picture.alt = link.dataset.picture;
      picture.src = link.href;
      picture.className = "picture";
      place.append(picture);
    }
  };
  document.addEventListener("click", show);
  for (const link of document.querySelectorAll("a[data-picture]")) {
    link.setAttribute("role", "button");
    link.setAttribute("aria-expanded", "false");
    link.addEventListener("keydown", (event) => {
      if (event.key === " ") {
        event.preventDefault();
        link.click();
      }
    });
  }
})();
