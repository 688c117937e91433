// Theme, density and keys. Everything on the pages works without this file.
(() => {
  "use strict";
  const root = document.documentElement;
  root.classList.add("js");
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const stored = () => { try { return localStorage.getItem("theme"); } catch { return null; } };
  const shown = () => root.dataset.theme || (dark.matches ? "dark" : "light");
  if (stored()) root.dataset.theme = stored();  // before the first paint: this script blocks on purpose

  const dense = () => { try { return localStorage.getItem("rows") === "compact"; } catch { return false; } };
  root.classList.toggle("is-compact", dense());
  const name = (button) => {
    const compact = root.classList.contains("is-compact");
    button.textContent = compact ? "Roomy" : "Compact";
    button.setAttribute("aria-label", compact ? "Change to roomy rows" : "Change to compact rows");
  };

  const label = (button) => {
    const next = shown() === "dark" ? "light" : "dark";
    button.textContent = next === "dark" ? "Dark" : "Light";
    button.setAttribute("aria-label", `Change to the ${next} colours`);
  };

  const rows = () => [...document.querySelectorAll("[data-rows] [data-row] a.head")];
  const move = (step) => {
    const all = rows();
    if (!all.length) return;
    const at = all.indexOf(document.activeElement);
    const next = at < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + step, 0), all.length - 1);
    all[next].focus();
    all[next].scrollIntoView({ block: "nearest" });
  };

  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, select, textarea");
    if (event.key === "Escape" && typing) { typing.blur(); return; }
    if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "j") move(1);
    else if (event.key === "k") move(-1);
    else if (event.key === "/") {
      event.preventDefault();
      const find = document.querySelector("[data-find]");
      if (find) { find.focus(); find.select(); }
    } else if (event.key === "z") {
      document.querySelector("[data-undo]")?.click();
    } else if ("sdx012345".includes(event.key)) {
      event.preventDefault();  // a name that is missing is asked for: the key is not a part of it
      document.querySelector(`[data-rule] [data-key="${event.key}"]`)?.click();
    } else if (event.key === "u") {
      const back = document.querySelector("a[data-back]");
      if (back) back.click();
    }
  });

  // What is not asked for stays out of the address, so that it can be shared.
  document.addEventListener("htmx:configRequest", (event) => {
    const asked = event.detail.formData;
    for (const [name, value] of [...asked.entries()]) if (value === "") asked.delete(name);
  });

  document.addEventListener("DOMContentLoaded", () => {
    const density = document.querySelector("[data-density-toggle]");
    density.hidden = false;
    name(density);
    density.addEventListener("click", () => {
      const compact = root.classList.toggle("is-compact");
      try { localStorage.setItem("rows", compact ? "compact" : "roomy"); } catch { /* as below */ }
      name(density);
    });
    const button = document.querySelector("[data-theme-toggle]");
    button.hidden = false;
    label(button);
    dark.addEventListener("change", () => label(button));
    button.addEventListener("click", () => {
      root.dataset.theme = shown() === "dark" ? "light" : "dark";
      try { localStorage.setItem("theme", root.dataset.theme); } catch { /* private mode: it lasts for this page */ }
      label(button);
    });
    // Back to the list as it was, with its filters, when one came from there.
    const back = document.querySelector("a[data-back]");
    if (back && document.referrer) {
      const from = new URL(document.referrer);
      if (from.origin === location.origin && from.pathname === "/") back.href = from.href;
    }
  });
})();
