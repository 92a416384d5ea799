/* The bell in the header: how many messages are unread, kept up to date without a reload, and the newest when opened.
   Asked every two seconds while the page is in view, more rarely where nobody has touched it for long or the server
   does not answer, and no more once the person is signed out. Without this script the bell is a link. */
(() => {
  "use strict";

  const EVERY = 2000;
  const RARELY = 15000;
  const UNTOUCHED = 10 * 60 * 1000;
  const LONGEST_PAUSE = 60000;

  const answer = async (address, headers = {}) => {
    const found = await fetch(address, { headers, credentials: "same-origin", cache: "no-store", redirect: "manual" });
    return { found, signedOut: found.type === "opaqueredirect" || found.status === 403 };
  };

  /* the link becomes a box that opens; what it leads to is its last line */
  const box = (link) => {
    const menu = document.createElement("details");
    menu.className = "vd-menu vd-user vd-bell-box";
    menu.innerHTML = "<summary></summary><div><div></div></div>";
    const [summary, panel] = [menu.querySelector("summary"), menu.querySelector("div > div")];
    summary.className = "vd-bell";
    summary.append(...link.childNodes);
    link.replaceWith(menu);
    link.className = "";
    link.textContent = "Xem tất cả thông báo";
    panel.after(link);
    return { menu, summary, panel };
  };

  const attach = (link) => {
    const { live, newest } = link.dataset;
    const says = document.getElementById("vd-bell-says");
    const title = document.title;
    const { menu, summary, panel } = box(link);
    const count = summary.querySelector("[data-count]");
    let known = Number(count.dataset.count);
    let [tag, failures, touched, timer] = ["", 0, Date.now(), 0];

    const show = (unread) => {
      const more = unread - known;
      known = unread;
      count.innerHTML = unread ? ` <strong>${unread}<span class="visually-hidden"> chưa đọc</span></strong>` : "";
      document.title = unread ? `(${unread}) ${title}` : title;
      if (more > 0) says.textContent = `Có ${more} thông báo mới, ${unread} thông báo chưa đọc.`;
      if (more && menu.open) fill();
    };

    const fill = async () => {
      try {
        const { found } = await answer(newest);
        if (found.ok) panel.innerHTML = await found.text();
      } catch { /* the link to all of them is still there */ }
    };

    const pause = () => {
      if (failures) return Math.min(EVERY * 2 ** failures, LONGEST_PAUSE);
      return Date.now() - touched > UNTOUCHED ? RARELY : EVERY;
    };

    const later = () => {
      window.clearTimeout(timer);
      if (!document.hidden) timer = window.setTimeout(ask, pause());
    };

    const ask = async () => {
      try {
        const { found, signedOut } = await answer(live, tag ? { "If-None-Match": tag } : {});
        if (signedOut) return;
        if (!found.ok && found.status !== 304) throw new Error(String(found.status));
        failures = 0;
        if (found.ok) {
          tag = found.headers.get("ETag") || "";
          show((await found.json()).unread);
        }
      } catch {
        failures += 1;
      }
      later();
    };

    const touch = () => {
      const long = Date.now() - touched > UNTOUCHED;
      touched = Date.now();
      if (long) later();
    };

    document.addEventListener("visibilitychange", () => (document.hidden ? window.clearTimeout(timer) : ask()));
    ["pointerdown", "pointermove", "keydown"].forEach((name) => document.addEventListener(name, touch, { passive: true }));
    menu.addEventListener("toggle", () => { if (menu.open) fill(); });
    document.addEventListener("click", (event) => { if (!menu.contains(event.target)) menu.open = false; });
    menu.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !menu.open) return;
      menu.open = false;
      summary.focus();
    });
    show(known);
    later();
  };

  const begin = () => document.querySelectorAll("a[data-live]").forEach(attach);
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
  else begin();
})();
