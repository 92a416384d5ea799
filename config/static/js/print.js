/* data-print: a button that opens the print window; without scripts the browser's own menu prints. */
(() => {
  "use strict";
  document.querySelectorAll("button[data-print]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  });
})();
