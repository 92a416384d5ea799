/* A reason chosen from the office's list goes into the box at once, where it can be changed. Without this script it is
   added when the form is sent. */
(() => {
  "use strict";

  const ready = "reasonsReady";
  document.querySelectorAll("select[data-reasons-for]").forEach((list) => {
    if (list.dataset[ready]) return;
    list.dataset[ready] = "";
    list.addEventListener("change", () => {
      const box = document.getElementById(list.dataset.reasonsFor);
      const chosen = list.value;
      if (!box || !chosen) return;
      if (!box.value.includes(chosen)) box.value = box.value.trim() ? `${box.value.trimEnd()}\n${chosen}` : chosen;
      list.value = "";
      box.focus();
    });
  });
})();
