/* Keys of the page on which a hand-in is received and appraised. The page works without them: each key only moves the
   focus to a link or a button that is there, and Enter does it. They can be switched off, and never fire in a field. */
(() => {
  "use strict";

  const CHOICE = "vinhdanh-phim-tat";
  const legend = document.querySelector("[data-keys]");
  const list = document.querySelector("[data-lines]");
  if (!legend || !list) return;

  const box = legend.querySelector("[data-keys-on]");
  const stored = () => {
    try { return window.localStorage.getItem(CHOICE); } catch { return null; }
  };
  box.checked = stored() !== "khong";
  legend.hidden = false;
  box.addEventListener("change", () => {
    try { window.localStorage.setItem(CHOICE, box.checked ? "co" : "khong"); } catch { /* kept for this page only */ }
  });

  const links = [...list.querySelectorAll("a")];
  const step = (by) => {
    const at = links.indexOf(document.activeElement);
    const from = at >= 0 ? at : links.findIndex((link) => link.hasAttribute("aria-current"));
    const to = links[Math.min(Math.max(from + by, 0), links.length - 1)];
    if (to) to.focus();
  };
  const reach = (selector) => {
    const there = document.querySelector(selector);
    if (there) there.focus();
  };
  const follow = (selector) => {
    const there = document.querySelector(selector);
    if (there) there.click();
  };
  const show = () => {
    legend.open = !legend.open;
    if (legend.open) legend.querySelector("summary").focus();
  };
  const KEYS = {
    j: () => step(1), k: () => step(-1), t: () => reach("[data-key-t]"), d: () => reach("[data-key-d]"),
    b: () => follow("[data-key-b]"), "?": show,
  };
  const IN_LIST = { ArrowDown: () => step(1), ArrowUp: () => step(-1) };

  const typing = (where) => where.closest("input:not([type=checkbox]), textarea, select, [contenteditable]");
  document.addEventListener("keydown", (event) => {
    if (!box.checked || event.ctrlKey || event.altKey || event.metaKey || typing(event.target)) return;
    const act = KEYS[event.key] || (list.contains(event.target) && IN_LIST[event.key]);
    if (!act) return;
    event.preventDefault();
    act();
  });

  // A long list begins at the open line; only the list moves, not the page.
  const open = list.querySelector(".vd-open");
  if (open) list.scrollTop = open.offsetTop - list.offsetTop - list.clientHeight / 3;
  // Who asked for a form wants to write in it.
  if (document.querySelector("[data-form]")) reach("[data-form] textarea, [data-form] input:not([type=hidden])");
})();
