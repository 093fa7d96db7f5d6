// Letters of the keyboard while reading, for who switched them on. Everything they do, a link or a button on the page
// does too. A letter presses what bears its data-key, 1 to 6 choose a decision, and Ctrl or Cmd with Enter makes it: what
// chooses never decides. While somebody writes, letters are letters.
"use strict";

(() => {
  const config = document.querySelector("[data-desk-keys]");
  if (!config) {
    return;
  }
  const letters = new Map(
    config.dataset.deskKeys.split(" ").map((pair) => {
      const [act, letter] = pair.split(":");
      return [letter, act];
    }),
  );
  const WRITING = "input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]";
  const used = new WeakSet();

  const there = (act) => [...document.querySelectorAll(`[data-key~="${act}"]`)].filter((one) => one.offsetParent);

  const press = (one) => {
    one.scrollIntoView({ block: "nearest" });
    one.focus();
    one.click();
  };

  const walk = (step) => {
    const rows = there("row");
    if (!rows.length) {
      return false;
    }
    const at = rows.indexOf(document.activeElement);
    const next = rows[at < 0 && step < 0 ? rows.length - 1 : Math.min(Math.max(at + step, 0), rows.length - 1)];
    next.focus();
    next.scrollIntoView({ block: "nearest" });
    return true;
  };

  const media = () => {
    const next = there("media").find((one) => !used.has(one));
    if (next) {
      used.add(next);
      press(next);
    }
    return Boolean(next);
  };

  const act = (what) => {
    if (what === "media") {
      return media();
    }
    if ((what === "next" && walk(1)) || (what === "previous" && walk(-1))) {
      return true;
    }
    const [one] = there(what);
    if (one) {
      press(one);
    }
    return Boolean(one);
  };

  const choose = (number) => {
    const one = document.querySelectorAll('input[type=radio][name="decision"]')[number - 1];
    if (one) {
      one.checked = true;
      one.dispatchEvent(new Event("change", { bubbles: true }));
      one.focus();
    }
    return Boolean(one);
  };

  const decide = () => {
    const button = document.querySelector("#decide [data-next]");
    if (button) {
      button.form.requestSubmit(button);
    }
    return Boolean(button);
  };

  // On another layout the key itself counts: N is where N is, whatever it writes.
  const letterOf = (event) => {
    const typed = event.key.toLowerCase();
    return /^[a-z]$/.test(typed) ? typed : (/^Key([A-Z])$/.exec(event.code)?.[1] ?? "").toLowerCase();
  };

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing || event.repeat || event.altKey) {
      return;
    }
    let done = false;
    if (event.ctrlKey || event.metaKey) {
      done = event.key === "Enter" && !event.shiftKey && decide();
    } else if (!event.shiftKey && !event.target.closest(WRITING)) {
      const digit = /^(?:Digit|Numpad)([1-6])$/.exec(event.code)?.[1];
      const what = letters.get(letterOf(event));
      done = digit ? choose(Number(digit)) : Boolean(what) && act(what);
    }
    if (done) {
      event.preventDefault();
    }
  });
})();
