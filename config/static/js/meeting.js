/* The unit's meeting: who is present follows the number of people, and the votes in favour follow who is present and
   who is against, until somebody types another figure there. */
(() => {
  "use strict";

  const whole = (box) => (/^\d+$/.test(box.value.trim()) ? Number(box.value.trim()) : null);

  const follow = (form) => {
    const total = form.elements.namedItem("total");
    const present = form.elements.namedItem("present");
    if (!total || !present) return;
    const blank = present.value.trim() === "";
    let everybody = blank || present.value === total.value;
    const rows = [...form.querySelectorAll("[data-row]")].map((row) => {
      const yes = row.querySelector("[name^=yes_]");
      const no = row.querySelector("[name^=no_]");
      const rest = whole(present) - (whole(no) || 0);
      return { yes, no, follows: blank ? yes.value.trim() === "" : whole(yes) === rest };
    });

    const spread = () => rows.filter((row) => row.follows).forEach(({ yes, no }) => {
      const here = whole(present);
      yes.value = here === null ? "" : Math.max(here - (whole(no) || 0), 0);
    });
    total.addEventListener("input", () => {
      if (!everybody) return;
      present.value = total.value;
      spread();
    });
    present.addEventListener("input", () => { everybody = false; spread(); });
    rows.forEach((row) => {
      row.yes.addEventListener("input", () => { row.follows = false; });
      row.no.addEventListener("input", spread);
    });
  };

  const begin = () => document.querySelectorAll("form[data-meeting]").forEach(follow);
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
  else begin();
})();
