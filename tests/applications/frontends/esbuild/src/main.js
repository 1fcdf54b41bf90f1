import '@fontsource/inter/latin-400.css';
import './style.css';
import add from './add.wasm';

const { instance } = await WebAssembly.instantiateStreaming(fetch(add));
document.querySelector('main').textContent = `2 + 3 = ${instance.exports.add(2, 3)}, release one`;
await document.fonts.load('20px Inter');
