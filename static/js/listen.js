// Beside the words: times lead to their moment in the player of the page, the line that is being spoken is marked, words
// are looked for in place, a moment can be sent as a link. Without it each time is a link to the sound itself.
//
// Nothing is kept in the browser. Moments are milliseconds.
"use strict";

(() => {
  const all = (what, within = document) => [...within.querySelectorAll(what)];
  const one = (what) => document.querySelector(what);
  const moment = (element) => Number(element.dataset.t);
  const click = (what, act) => one(what).addEventListener("click", act);
  const players = all(".sound-player");
  const texts = all(".told").map((text) => {
    const lines = all(".told-words > [data-t]", text);
    return { lines, moments: lines.map(moment) };
  });

  // The last line that has begun by then, in each language.
  const linesAt = (at) => texts
    .map(({ lines, moments }) => lines[moments.findLastIndex((begun) => begun <= at)])
    .filter(Boolean);

  const show = (line) => {
    if (line) {
      line.scrollIntoView({ block: "center" });
      line.tabIndex = -1;
      line.focus({ preventScroll: true });
    }
  };

  // The server's own answer, shown here.
  const form = one("main form[role=search]");
  form?.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      const answer = await fetch(`${form.action}?${new URLSearchParams(new FormData(form))}`);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      one("[data-found]").replaceChildren(...page.querySelector("#found").children);
      show(one("[data-found]").firstElementChild);
    } catch {
      form.submit();
    }
  });

  let active = players[0];
  let marked = [];
  const starts = (player) => Number(player.dataset.starts);
  const now = () => starts(active) + active.currentTime * 1000;
  const words = (at) => new Date(at).toISOString().slice(at < 36e5 ? 14 : 11, 19);

  const follow = () => {
    one("[data-clock]").textContent = words(now());
    const lines = one("[data-mark]").checked ? linesAt(now()) : [];
    marked.filter((line) => !lines.includes(line)).forEach((line) => line.removeAttribute("aria-current"));
    lines.filter((line) => !marked.includes(line)).forEach((line) => line.setAttribute("aria-current", "true"));
    marked = lines;
    const [play, pause] = one("[data-play]").children;
    play.hidden = !active.paused;
    pause.hidden = active.paused;
  };

  // A player that has loaded nothing yet remembers the moment. False where there is no sound.
  const seek = (at, listen) => {
    const player = players.find((some) => at >= starts(some) && at < Number(some.dataset.ends));
    if (player) {
      if (player !== active) {
        active.pause();
        active = player;
      }
      player.currentTime = (at - starts(player)) / 1000;
      if (listen) {
        player.play().catch(() => {});
      }
      follow();
    }
    return Boolean(player);
  };

  const arrive = () => {
    const asked = /^#t=([0-9]{1,6})/.exec(location.hash);
    const named = document.getElementById(location.hash.slice(1));
    if (asked) {
      seek(Number(asked[1]) * 1000);
      show(linesAt(Number(asked[1]) * 1000)[0]);
    } else if (named?.open === false) {
      named.open = true;
    } else if (named?.dataset.t) {
      seek(moment(named));
    }
  };
  window.addEventListener("hashchange", arrive);

  if (!active) {
    arrive();
    return;
  }

  players.forEach((player, number) => {
    ["timeupdate", "play", "pause"].forEach((name) => player.addEventListener(name, () => {
      if (name === "play") {
        active = player;
        players.forEach((other) => other === player || other.pause());
      }
      follow();
    }));
    player.addEventListener("ended", () => players[number + 1]?.play());
  });

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-t]");
    if (link && !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey)) {
      const sound = link.pathname.startsWith("/media/");
      if (seek(moment(link), sound) && sound) {
        event.preventDefault();
      }
    }
  });

  const said = one("[data-said]");
  click("[data-play]", () => (active.paused ? active.play().catch(() => {}) : active.pause()));
  click("[data-to-line]", () => show(linesAt(now())[0]));
  all("[data-by]").forEach((button) => button.addEventListener("click", () => {
    seek(Math.max(0, now() + button.dataset.by * 1000), !active.paused);
    said.textContent = words(now());
  }));
  one("[data-mark]").addEventListener("change", follow);
  one("[data-speed]").addEventListener("change", (event) => players.forEach((player) => {
    player.defaultPlaybackRate = player.playbackRate = Number(event.target.value);
  }));

  // Links to send: to the moment of the player, or to the words selected last.
  const send = async (at, more = "") => {
    const address = `${location.href.split("#")[0]}#t=${Math.floor(at / 1000)}${more}`;
    try {
      await navigator.clipboard.writeText(address);
      said.textContent = said.dataset.copied;
    } catch {
      said.textContent = `${said.dataset.notCopied} ${address}`;
    }
  };
  let selected = [];
  let selectedAt = 0;
  document.addEventListener("selectionchange", () => {
    const selection = getSelection();
    const node = selection.anchorNode;
    const line = (node?.closest ? node : node?.parentElement)?.closest(".told-words > [data-t]");
    if (line && !selection.isCollapsed) {
      selected = selection.toString().trim().split(/\s+/);
      selectedAt = moment(line);
      one("[data-copy-words]").disabled = false;
    }
  });
  click("[data-copy]", () => send(now()));
  click("[data-copy-words]", () => {
    const ends = selected.length > 12 ? [selected.slice(0, 5), selected.slice(-5)] : [selected];
    const exact = ends.map((part) => encodeURIComponent(part.join(" ")).replace(/-/g, "%2D"));
    send(selectedAt, `:~:text=${exact.join(",")}`);
  });

  all("[data-listen], [data-bar]").forEach((part) => {
    part.hidden = false;
  });
  follow();
  arrive();
})();
