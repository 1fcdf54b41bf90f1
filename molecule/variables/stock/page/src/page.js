import { h, render } from 'preact';

const place = document.getElementById('stock');
const answer = await fetch(`${STOCK_API}/levels`);
const { levels } = await answer.json();
render(h('dl', { title: STOCK_TITLE }, Object.entries(levels).map(([part, level]) => [h('dt', null, part), h('dd', null, level)])), place);
