// On the receipt: copies the code, and prints the page. Without this the code is written down, and the link opens a page to print.
"use strict";

(() => {
  const copy = document.querySelector("[data-copy]");
  const code = document.querySelector("[data-receipt]");
  if (copy && code && navigator.clipboard) {
    copy.hidden = false;
    copy.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(code.textContent.trim());
        copy.textContent = copy.dataset.copied;
      } catch {
        copy.hidden = true;
      }
    });
  }
  const print = document.querySelector("[data-print]");
  if (print) {
    print.hidden = false;
    print.addEventListener("click", () => window.print());
  }
})();
