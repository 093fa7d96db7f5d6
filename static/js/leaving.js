// "Leave this page": what stands here is gone from the screen at once, before the other site answers, and "Back" does not
// lead here again. Without this the same link leaves too.
"use strict";

(() => {
  document.querySelectorAll('a[href^="/leave"]').forEach((link) => {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      // Whatever else listens here saves nothing any more.
      document.documentElement.dataset.left = "";
      // What is on its way is cut off.
      document.dispatchEvent(new Event("left"));
      document.title = "\u00a0";
      document.body.replaceChildren();
      location.replace(link.href);
    });
  });
})();
