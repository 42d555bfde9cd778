/* Small helps; every page works without them. */
"use strict";
if ("serviceWorker" in navigator) navigator.serviceWorker.register("/worker.js");
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy], [data-copy-from], [data-print]");
  if (!button) return;
  if (button.hasAttribute("data-print")) return window.print();
  const field = button.dataset.copy && document.getElementById(button.dataset.copy);
  try {
    const text = field ? field.value : await (await fetch(button.dataset.copyFrom)).text();
    await navigator.clipboard.writeText(text);
    document.getElementById("said").textContent = button.dataset.done;
  } catch {
    if (field) { field.focus(); field.select(); } else { location.assign(button.dataset.copyFrom); }
  }
});
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = "1";
  setTimeout(() => { delete form.dataset.sent; }, 3000);
});
window.addEventListener("pageshow", () => {
  document.querySelectorAll("form").forEach((form) => { delete form.dataset.sent; });
});
document.addEventListener("change", (event) => {
  const box = event.target;
  if (box.type !== "checkbox" || !box.checked) return;
  document.querySelectorAll(`input[name="${CSS.escape(box.name)}"]`).forEach((other) => {
    if (other !== box && (box.dataset.alone === "none" || other.dataset.alone)) other.checked = false;
  });
});
document.querySelectorAll("[data-script]").forEach((element) => { element.hidden = false; });
const problem = document.querySelector(".problem");
if (problem) problem.focus();
window.addEventListener("beforeprint", () => {
  document.querySelectorAll("details.fold").forEach((one) => { one.open = true; });
});
document.addEventListener("htmx:afterRequest", (event) => {
  const field = event.target.querySelector && event.target.querySelector("[data-clear]");
  if (!field || !event.detail.successful) return;
  field.value = "";
  field.focus();
  document.getElementById("matches").replaceChildren();
});
document.addEventListener("htmx:beforeSwap", (event) => {
  const field = document.querySelector("[data-clear]");
  if (event.detail.target.id === "matches" && field && !field.value) event.detail.shouldSwap = false;
});
