/* The grid saves each tick at once. What could not be saved is taken back, and the status says so. */
(() => {
  "use strict";

  const begin = () => {
    const form = document.querySelector("form[data-grid]");
    if (!form || !window.htmx) return;
    form.querySelector("[data-grid-save]").hidden = true;
    let waiting = 0;
    const say = (words, kind) => {
      const status = document.getElementById("luu");
      status.className = kind;
      status.textContent = words;
    };
    say("Mỗi ô được lưu ngay khi đánh dấu.", "vd-muted");
    const isTick = (event) => event.target.name === "o";
    const takeBack = (box, words) => {
      box.checked = !box.checked;
      say(words, "vd-late");
    };
    form.addEventListener("change", (event) => {
      if (!isTick(event)) return;
      waiting += 1;
      say("Đang lưu…", "vd-muted");
    });
    document.body.addEventListener("htmx:afterRequest", (event) => {
      if (!isTick(event)) return;
      waiting -= 1;
      const answer = event.detail.xhr;
      if (!answer || answer.status === 0) takeBack(event.target, "Chưa lưu được: mất kết nối. Hãy thử lại.");
      else if (!event.detail.successful) takeBack(event.target, "Chưa lưu được. Hãy tải lại trang rồi thử lại.");
      else if (!answer.responseText.includes('id="luu"') && !answer.getResponseHeader("HX-Redirect")) {
        takeBack(event.target, "Chưa lưu được: phiên làm việc đã hết. Hãy tải lại trang để đăng nhập.");
      }
    });
    window.addEventListener("beforeunload", (event) => { if (waiting > 0) event.preventDefault(); });
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
  else begin();
})();
