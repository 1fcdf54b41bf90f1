// The scripts of this release from the cache, the pages from the server.
const NAME = 'MAIN';
self.addEventListener('install', (event) => event.waitUntil(caches.open(NAME).then((cache) => cache.add(NAME)).then(() => self.skipWaiting())));
self.addEventListener('activate', (event) => event.waitUntil(clients.claim()));
self.addEventListener('fetch', (event) => {
  if (new URL(event.request.url).pathname === NAME) event.respondWith(caches.match(event.request).then((found) => found || fetch(event.request)));
});
