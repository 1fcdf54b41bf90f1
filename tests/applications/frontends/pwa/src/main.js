document.querySelector('h1').textContent = 'Release one';
const registration = await navigator.serviceWorker.register('/sw.js');
await navigator.serviceWorker.ready;
await registration.update();
document.body.dataset.ready = 'yes';
