/* Small helps; every page works without them. */
"use strict";
if ("serviceWorker" in navigator) navigator.serviceWorker.register("/worker.js");
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-copy], [data-print]");
  if (!button) return;
  if (button.hasAttribute("data-print")) return window.print();
  const field = document.getElementById(button.dataset.copy);
  const said = document.getElementById("said");
  navigator.clipboard.writeText(field.value).then(
    () => { said.textContent = button.dataset.done; },
    () => { field.focus(); field.select(); }
  );
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
document.querySelectorAll("[data-script]").forEach((element) => { element.hidden = false; });
const problem = document.querySelector(".problem");
if (problem) problem.focus();
window.addEventListener("beforeprint", () => {
  document.querySelectorAll("details.cause").forEach((one) => { one.open = true; });
});
document.addEventListener("htmx:afterRequest", (event) => {
  const field = event.target.querySelector && event.target.querySelector("[data-clear]");
  if (field && event.detail.successful) { field.value = ""; field.focus(); }
});
