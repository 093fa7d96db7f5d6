// What is measured on a page, as functions that give lists of faults in words. It is put into pages by the tests alone.
(() => {
  const EPSILON = 1;
  const LEAST = 44;
  const LEAST_OF_MAIN_ACTIONS = 48;

  const shown = (element) => element.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true });
  const clippedAway = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const style = getComputedStyle(at);
      const box = at.getBoundingClientRect();
      if (style.clipPath === "inset(50%)" || (style.position === "absolute" && box.width <= 1)) return true;
    }
    return false;
  };
  const where = (element) => {
    const text = (element.innerText || element.value || "").trim().replace(/\s+/g, " ").slice(0, 40);
    const name = element.getAttribute("name");
    const of = element.classList.length ? "." + [...element.classList].join(".") : "";
    const above = element.parentElement;
    const within = above ? ` in <${above.localName}${[...above.classList].map((one) => `.${one}`).join("")}>` : "";
    return `<${element.localName}${of}${name ? ` name=${name}` : ""}> “${text}”${within}`;
  };

  // No page is wider than the window, and nothing on it has to be moved sideways.
  const overflow = () => {
    const root = document.documentElement;
    const faults = [];
    if (root.scrollWidth > root.clientWidth + EPSILON) {
      const wide = [...document.body.querySelectorAll("*")].filter((one) => {
        const box = one.getBoundingClientRect();
        return box.width && shown(one) && (box.right > root.clientWidth + EPSILON || box.left < -EPSILON) && !clippedAway(one);
      });
      const inner = wide.filter((one) => !wide.some((other) => other !== one && one.contains(other)));
      faults.push(`wider than the window by ${root.scrollWidth - root.clientWidth}: ${inner.slice(0, 3).map(where).join(", ")}`);
    }
    for (const one of document.body.querySelectorAll("*")) {
      const moves = ["auto", "scroll"].includes(getComputedStyle(one).overflowX) && one.localName !== "textarea";
      if (moves && one.clientWidth && one.scrollWidth > one.clientWidth + EPSILON) faults.push(`has to be moved sideways: ${where(one)}`);
    }
    return faults;
  };

  // Every line of every name lies inside all that could cut it off. `scrollWidth` alone misses paint containment.
  const cutNames = () => {
    const faults = [];
    const said = new Set();
    for (const name of document.querySelectorAll("bdi, .name, .name-own, .receipt-code, [data-receipt]")) {
      if (!shown(name) || clippedAway(name)) continue;
      const range = document.createRange();
      range.selectNodeContents(name);
      const lines = [...range.getClientRects()].filter((box) => box.width > 0);
      for (let at = name; at && at !== document.documentElement; at = at.parentElement) {
        const style = getComputedStyle(at);
        if (style.display === "inline" || style.display === "contents") continue;
        const box = at.getBoundingClientRect();
        const cuts = style.overflowX !== "visible" || /paint|strict|content/.test(style.contain) || style.contentVisibility !== "visible";
        const across = lines.some((line) => line.left < box.left - EPSILON || line.right > box.right + EPSILON);
        const down = style.overflowY !== "visible" && !["auto", "scroll"].includes(style.overflowY) && lines.some((line) => line.bottom > box.bottom + 2);
        if ((cuts && across) || down) faults.push(`a name is cut off by ${where(at)}: ${where(name)}`);
        else if (at.scrollWidth > at.clientWidth + EPSILON && at.clientWidth && across && style.display !== "table" && !said.has(name)) {
          said.add(name);
          faults.push(`a name sticks out of ${where(at)}: ${where(name)}`);
        }
      }
      if (getComputedStyle(name).textOverflow === "ellipsis") faults.push(`a name may end in dots: ${where(name)}`);
    }
    return [...new Set(faults)].slice(0, 8);
  };

  // The longest word of all in the place of every name's first word.
  const plant = (word) => {
    for (const name of document.querySelectorAll("bdi")) {
      const walk = document.createTreeWalker(name, NodeFilter.SHOW_TEXT);
      for (let text = walk.nextNode(); text; text = walk.nextNode()) {
        if (/\p{L}{2}/u.test(text.data)) { text.data = text.data.replace(/\p{L}+/u, word); break; }
      }
    }
  };

  const wordsAround = (link) => {
    // Only words in the same line of text count; another link beside it is no sentence.
    let holder = link.parentElement;
    while (holder && getComputedStyle(holder).display === "inline") holder = holder.parentElement;
    const all = holder ? holder.innerText : "";
    const links = [...(holder ? holder.querySelectorAll("a, button, .hidden-words") : [])].map((one) => one.innerText).join(" ");
    const count = (text) => (text.match(/\p{L}{2,}/gu) || []).length;
    return count(all) - count(links);
  };

  const boxOf = (control) => {
    const label = control.labels && control.labels[0];
    const own = control.getBoundingClientRect();
    if (!label || !["radio", "checkbox"].includes(control.type)) return own;
    const row = label.getBoundingClientRect();
    return { width: Math.max(own.right, row.right) - Math.min(own.left, row.left), height: Math.max(own.bottom, row.bottom) - Math.min(own.top, row.top) };
  };

  const smallTargets = () => {
    const faults = [];
    for (const one of document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary, audio[controls]")) {
      if (!shown(one) || clippedAway(one)) continue;
      if (one.getBoundingClientRect().bottom <= 0) continue; // comes into view with the focus
      const inline = one.localName === "a" && getComputedStyle(one).display.startsWith("inline");
      if (inline && wordsAround(one) >= 2) continue;
      const box = boxOf(one);
      const least = one.hasAttribute("data-next") ? LEAST_OF_MAIN_ACTIONS : LEAST;
      const narrow = box.width < least - 0.5 && !(one.localName === "a" && box.height >= least - 0.5 && box.width >= 24);
      if (box.height < least - 0.5 || narrow) faults.push(`target of ${Math.round(box.width)}×${Math.round(box.height)}: ${where(one)}`);
    }
    return [...new Set(faults)].slice(0, 8);
  };

  // Focus on each control in turn: it has a ring, and its middle is covered by nothing else.
  const hiddenFocus = () => {
    const faults = [];
    for (const one of document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']")) {
      if (one.disabled || one.tabIndex < 0 || (!shown(one) && !one.classList.contains("skip-link"))) continue;
      one.focus();
      if (document.activeElement !== one) continue;
      const style = getComputedStyle(one);
      if (one.matches(":focus-visible") && (style.outlineStyle === "none" || parseFloat(style.outlineWidth) < 2)) {
        const label = one.labels && one.labels[0] && getComputedStyle(one.labels[0]);
        if (!label || label.outlineStyle === "none") faults.push(`no ring on ${where(one)}`);
      }
      const lines = [...one.getClientRects()].filter((box) => box.width && box.height);
      const open = lines.some((box) => {
        const x = Math.min(Math.max(box.left + box.width / 2, 1), innerWidth - 2);
        const y = Math.min(Math.max(box.top + box.height / 2, 1), innerHeight - 2);
        const top = document.elementFromPoint(x, y);
        return top && (one.contains(top) || top.contains(one) || (top.closest("label") && top.closest("label").control === one));
      });
      if (!open) faults.push(`with the focus on it, something else covers ${where(one)}`);
    }
    return [...new Set(faults)].slice(0, 8);
  };

  const restyle = (css) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    document.adoptedStyleSheets = css ? [sheet] : [];
  };
  const SPACED = "* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important } p { margin-block-end: 2em !important }";
  const under = (css, measure) => {
    restyle(css);
    const faults = measure();
    restyle("");
    return faults;
  };
  const prefixed = (before, faults) => faults.map((one) => `${before}: ${one}`);

  globalThis.measured = {
    // At the width that the window has.
    all: () => [
      ...overflow(),
      ...cutNames(),
      ...smallTargets(),
      ...prefixed("text spacing", under(SPACED, () => [...overflow(), ...cutNames()])),
    ],
    narrow: (word) => {
      plant(word);
      return prefixed("long names", [...overflow(), ...cutNames()]);
    },
    doubled: () => prefixed("text twice as large", under("html { font-size: 200% !important }", () => [...overflow(), ...cutNames()])),
    focus: hiddenFocus,
    unfold: () => document.querySelectorAll("details").forEach((one) => { one.open = true; }),
    kept: async () => [
      ...(localStorage.length ? ["something is kept in localStorage"] : []),
      ...(sessionStorage.length ? ["something is kept in sessionStorage"] : []),
      ...((await indexedDB.databases()).length ? ["something is kept in indexedDB"] : []),
    ],
  };
})();
