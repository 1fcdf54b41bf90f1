// As Storybook builds: a manager page, the stories in a frame, files beside it.
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';

cpSync('src', 'storybook-static', { recursive: true });
mkdirSync('storybook-static/assets');
writeFileSync('storybook-static/assets/iframe-Dm3bqUrz.js', "document.querySelector('h1').textContent = 'Story one';");
