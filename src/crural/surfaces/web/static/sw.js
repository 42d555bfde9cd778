/* Keeps the look and the page of emergency numbers for when there is no connection. Never a page with an answer. */
"use strict";
const KEEP = "crural-shell-1";
const EMERGENCY = "/emergency";
self.addEventListener("install", (event) => {
  event.waitUntil(
    fetch(EMERGENCY, { credentials: "omit" }).then(async (page) => {
      const kept = await caches.open(KEEP);
      const text = await page.clone().text();
      const files = new Set([...text.matchAll(/(?:href|src)="(\/static\/[^"]+)"/g)].map((found) => found[1]));
      await kept.put(EMERGENCY, page);
      await kept.addAll([...files]);
      await self.skipWaiting();
    })
  );
});
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  if (event.request.method !== "GET") return;
  if (event.request.mode === "navigate") {
    event.respondWith(fetch(event.request).catch(() => caches.match(EMERGENCY)));
  } else if (new URL(event.request.url).pathname.startsWith("/static/")) {
    event.respondWith(fetch(event.request).catch(() => caches.match(event.request)));
  }
});
