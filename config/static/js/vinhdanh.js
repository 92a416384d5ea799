/* What every page may use. Pages work without any of this: each behaviour is switched on by an attribute.
   data-date        a text field that also opens a calendar
   data-pick-all    a box that ticks every box of the same form whose name it holds
   data-copy        a button that copies the text of the element with this id
   data-submit-on-change  a field that sends its form when it changes (the button stays for those without scripts) */
(() => {
  "use strict";

  const each = (root, selector, act) => {
    if (root.matches && root.matches(selector)) act(root);
    root.querySelectorAll(selector).forEach(act);
  };

  const realDay = (text) => {
    const [day, month, year] = text.trim().split("/").map(Number);
    const found = new Date(year, month - 1, day);
    const same = found.getFullYear() === year && found.getMonth() === month - 1 && found.getDate() === day;
    return same ? found : undefined;
  };

  const calendar = (field) => {
    if (field._flatpickr || !window.flatpickr) return;
    let typed = field.value;
    field.addEventListener("input", (event) => { if (event.isTrusted) typed = field.value; });
    // what is no date stays as it was typed: the server answers it in words, the calendar would change or wipe it
    const keep = (days) => { if (!days.length) field.value = typed; };
    window.flatpickr(field, {
      dateFormat: "d/m/Y", allowInput: true, disableMobile: true, locale: "vn",
      parseDate: realDay, errorHandler: () => {}, onChange: keep, onClose: keep,
    });
  };

  const pickAll = (box) => {
    const boxes = () => [...box.closest("form").elements].filter((one) => one.name === box.dataset.pickAll && !one.disabled);
    const show = () => {
      const all = boxes();
      const ticked = all.filter((one) => one.checked).length;
      box.checked = all.length > 0 && ticked === all.length;
      box.indeterminate = ticked > 0 && ticked < all.length;
    };
    box.addEventListener("change", () => {
      boxes().forEach((one) => { one.checked = box.checked; });
      box.form.dispatchEvent(new Event("vd:picked"));
    });
    box.form.addEventListener("change", show);
    show();
  };

  const copier = (button) => {
    button.hidden = false;
    button.addEventListener("click", async () => {
      const source = document.getElementById(button.dataset.copy);
      const said = button.dataset.copied || "Đã chép";
      const text = source.value === undefined ? source.textContent.trim() : source.value;
      try {
        await navigator.clipboard.writeText(text);
      } catch {
        if (source.select) source.select();
        document.execCommand("copy");
      }
      const before = button.textContent;
      button.textContent = said;
      window.setTimeout(() => { button.textContent = before; }, 2500);
    });
  };

  const sender = (field) => field.addEventListener("change", () => field.form.requestSubmit());

  const dress = (root) => {
    each(root, "input[data-date]", calendar);
    each(root, "input[data-pick-all]", pickAll);
    each(root, "button[data-copy]", copier);
    each(root, "[data-submit-on-change]", sender);
  };

  const begin = () => {
    dress(document);
    document.body.addEventListener("htmx:load", (event) => {
      if (event.target !== document.body) dress(event.target);
    });
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
  else begin();
})();
