// Reading names aloud: arrow keys turn the pages, and so does a clock where somebody starts one. Without it the page has
// the same two links.
//
// The pace stands behind the # of the address, so nothing is kept in the browser; `data-every` holds seconds. Six are the
// fewest, whatever the address says. Pause, Escape, or a page that nobody sees: nothing turns.
"use strict";

(() => {
  const FEWEST = 6;
  const link = (rel) => document.querySelector(`main a[rel="${rel}"]`);
  const next = link("next");
  const previous = link("prev");

  const turn = (to) => {
    if (to) {
      location.assign(to.href + location.hash);
    }
  };

  // At once: the browser tells of a new address a moment later, and no name must come in between.
  const go = (pace) => {
    location.hash = pace;
    wait();
  };

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) {
      return;
    }
    const rightToLeft = document.documentElement.dir === "rtl";
    const fits = document.documentElement.scrollHeight <= window.innerHeight + 1;
    if (event.key === (rightToLeft ? "ArrowLeft" : "ArrowRight") || (event.key === "PageDown" && fits)) {
      turn(next);
    } else if (event.key === (rightToLeft ? "ArrowRight" : "ArrowLeft") || (event.key === "PageUp" && fits)) {
      turn(previous);
    } else if (event.key === "Escape" && location.hash) {
      go("");
    } else {
      return;
    }
    event.preventDefault();
  });

  const slow = document.querySelector("[data-slow]");
  const pause = slow.querySelector("[data-pause]");
  const paces = [...slow.querySelectorAll("[data-every]")];
  let waiting;
  let waitingAt = "";

  const wait = () => {
    const asked = /^#every-([0-9]{1,4})$/.exec(location.hash);
    const runs = Boolean(asked && next);
    pause.hidden = !runs;
    paces.forEach((one) => {
      one.hidden = runs;
    });
    const at = runs && !document.hidden ? location.hash : "";
    if (at === waitingAt) {
      return;
    }
    clearTimeout(waiting);
    waitingAt = at;
    if (!at) {
      return;
    }
    const seconds = Math.max(FEWEST, Number(asked[1]));
    waiting = setTimeout(() => location.replace(next.href + location.hash), seconds * 1000);
  };

  paces.forEach((one) => one.addEventListener("click", () => {
    go(`every-${one.dataset.every}`);
    pause.hidden = false;
    pause.focus();
  }));
  pause.addEventListener("click", () => {
    go("");
    paces[0].hidden = false;
    paces[0].focus();
  });
  window.addEventListener("hashchange", wait);
  window.addEventListener("pageshow", wait);
  document.addEventListener("visibilitychange", wait);
  slow.hidden = !next;
  wait();
})();
