const main = document.querySelector('main');
if (location.pathname === '/goods') import('./goods.js').then(({ goods }) => { main.textContent = goods; });
else main.textContent = 'Release one';
