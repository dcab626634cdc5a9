// Lets a clerk's list be opened without a network. It looks after the list alone: every other page passes through.

const NAME = "xieshang-door";
const DESK = /\/meetings\/\d+\/door\/desk$/;

addEventListener("install", () => self.skipWaiting());
addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

addEventListener("message", (event) => {
  const { keep, page, forget } = event.data;
  if (keep) event.waitUntil(kept([page, ...keep]).then(() => event.ports[0]?.postMessage("kept")));
  if (forget) event.waitUntil(caches.open(NAME).then((cache) => cache.delete(forget, { ignoreSearch: true })));
});

async function kept(addresses) {
  const cache = await caches.open(NAME);
  for (const address of addresses) {
    const answer = await fetch(address, { credentials: "same-origin" });
    if (answer.ok && !answer.redirected) await cache.put(address, answer);
  }
}

addEventListener("fetch", (event) => {
  const { request } = event;
  const { pathname, origin } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  const isDesk = request.mode === "navigate" && DESK.test(pathname);
  if (isDesk || pathname.startsWith("/static/")) event.respondWith(fresh(request, isDesk));
});

// The network first; what was kept where there is none.
async function fresh(request, isDesk) {
  const cache = await caches.open(NAME);
  const options = { ignoreSearch: isDesk, ignoreVary: true };
  try {
    const answer = await fetch(request);
    if (answer.ok && !answer.redirected && (await cache.match(request, options))) await cache.put(request, answer.clone());
    return answer;
  } catch (fault) {
    const found = await cache.match(request, options);
    if (found) return found;
    throw fault;
  }
}
