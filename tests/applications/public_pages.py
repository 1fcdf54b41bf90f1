"""Pages after starters and templates that are public, each named by its source, small, and whole enough to be built."""

from __future__ import annotations

from typing import Any

from tests.applications.front_end import Ask, FrontEnd, text_of
from tests.applications.shape import Shape

INDEX = '<!doctype html><html lang="en"><title>Starter</title><div id="{root}"></div><script type="module" src="/src/{main}"></script></html>'
MANY = {"nginx_conf_pages": "many"}
TYPES = '{"compilerOptions": {"target": "ES2022", "module": "ESNext", "moduleResolution": "bundler", "strict": true, "noEmit": true, "skipLibCheck": true, "jsx": "react-jsx", "types": ["vite/client"]}, "include": ["src"]}'


def page(build: str, packages: dict[str, str], files: dict[str, str], **more: Any) -> Shape:
    """A page that a script builds with these packages, its home showing Starter in h1."""
    listed = ", ".join(f'"{name}": "{version}"' for name, version in packages.items())
    manifest = f'{{"name": "starter", "private": true, "type": "module", "scripts": {{"build": "{build}"}}, "devDependencies": {{{listed}}}}}'
    views = more.pop("views", {"/": text_of("h1", "^Starter$")})
    return Shape(
        {"package.json": manifest, "package-lock.json": "{}", **files},
        more.pop("variables", {}), page=FrontEnd("", views, **more),
    )  # fmt: skip


PUBLIC_PAGES = {
    "vuejs/create-vue, TypeScript and router": page(
        'run-p type-check \\"build-only {@}\\" --\", \"build-only\": \"vite build\", \"type-check\": \"vue-tsc --noEmit',
        {"vue": "3", "vue-router": "4", "vite": "6", "@vitejs/plugin-vue": "5", "typescript": "5", "vue-tsc": "2", "npm-run-all2": "7"},
        {
            "index.html": INDEX.format(root="app", main="main.ts"), "tsconfig.json": TYPES,
            "vite.config.ts": "import vue from '@vitejs/plugin-vue'\nimport {defineConfig} from 'vite'\nexport default defineConfig({plugins: [vue()]})\n",
            "src/main.ts": "import {createApp} from 'vue'\nimport {createRouter, createWebHistory} from 'vue-router'\nimport App from './App.vue'\nimport Home from './Home.vue'\n"
            "const router = createRouter({history: createWebHistory(import.meta.env.BASE_URL), routes: [{path: '/', component: Home}, {path: '/about', component: () => import('./About.vue')}]})\n"
            "createApp(App).use(router).mount('#app')\n",
            "src/App.vue": "<script setup lang=\"ts\">\nimport {RouterView} from 'vue-router'\n</script>\n<template><RouterView /></template>\n",
            "src/Home.vue": "<template><h1>Starter</h1></template>\n", "src/About.vue": "<template><h1>About</h1></template>\n<style scoped>h1 {color: green}</style>\n",
        },
        views={"/": text_of("h1", "^Starter$"), "/about": text_of("h1", "^About$")},
    ),
    "vitejs/vite, template-react-ts": page(
        "tsc -b && vite build",
        {"react": "19", "react-dom": "19", "@types/react": "19", "@types/react-dom": "19", "vite": "6", "@vitejs/plugin-react": "4", "typescript": "5"},
        {
            "index.html": INDEX.format(root="root", main="main.tsx"), "tsconfig.json": TYPES,
            "vite.config.ts": "import react from '@vitejs/plugin-react'\nimport {defineConfig} from 'vite'\nexport default defineConfig({plugins: [react()]})\n",
            "src/main.tsx": "import {createRoot} from 'react-dom/client'\nimport App from './App'\ncreateRoot(document.getElementById('root')!).render(<App />)\n",
            "src/App.tsx": "import './App.css'\nexport default () => <h1>Starter</h1>\n", "src/App.css": "h1 {color: navy}\n",
        },
    ),
    "vitejs/vite, template-vanilla-ts": page(
        "tsc && vite build", {"vite": "6", "typescript": "5"},
        {"index.html": INDEX.format(root="app", main="main.ts"), "tsconfig.json": TYPES,
         "src/main.ts": "document.querySelector<HTMLDivElement>('#app')!.innerHTML = '<h1>Starter</h1>'\n"},
    ),
    "vitejs/vite, template-lit": page(
        "vite build", {"vite": "6", "lit": "3"},
        {"index.html": '<!doctype html><title>Starter</title><script type="module" src="/src/starter-home.js"></script><starter-home></starter-home>',
         "src/starter-home.js": "import {LitElement, css, html} from 'lit'\nclass Home extends LitElement {\n  static styles = css`h1 {color: red}`\n  render() { return html`<h1>Starter</h1>` }\n}\n"
         "customElements.define('starter-home', Home)\n"},
        views={"/": "document.querySelector('starter-home')?.shadowRoot?.querySelector('h1')?.innerText === 'Starter'"},
    ),
    "solidjs/templates, bare": page(
        "vite build", {"vite": "6", "vite-plugin-solid": "2", "solid-js": "1"},
        {"index.html": INDEX.format(root="root", main="index.jsx"),
         "vite.config.js": "import solid from 'vite-plugin-solid'\nexport default {plugins: [solid()], build: {target: 'esnext'}}\n",
         "src/index.jsx": "import {render} from 'solid-js/web'\nrender(() => <h1>Starter</h1>, document.getElementById('root'))\n"},
    ),
    "11ty/eleventy-base-blog": page(
        "npx @11ty/eleventy", {"@11ty/eleventy": "3"},
        {"eleventy.config.js": "export default function (config) {\n  config.addPassthroughCopy({'./public/': '/'})\n  return {dir: {input: 'content', output: '_site'}}\n}\n",
         "content/index.md": "# Starter\n", "content/about.md": "# About\n", "content/404.md": "---\npermalink: 404.html\n---\n# Not here\n", "public/css/site.css": "h1 {color: teal}\n"},
        variables={"frontend_image_output_dir": "_site", **MANY}, views={"/": text_of("h1", "^Starter$"), "/about/": text_of("h1", "^About$")},
        asks=(Ask("/none", 404, "Not here"), Ask("/css/site.css", body="teal")),
    ),
    "withastro/astro, minimal": page(
        "astro build", {"astro": "5"},
        {"astro.config.mjs": "import {defineConfig} from 'astro/config'\nexport default defineConfig({})\n", "src/pages/index.astro": "<html lang=\"en\"><title>Starter</title><body><h1>Starter</h1></body></html>\n",
         "src/pages/about.astro": "<html lang=\"en\"><title>About</title><body><h1>About</h1></body></html>\n"},
        variables=MANY, views={"/": text_of("h1", "^Starter$"), "/about": text_of("h1", "^About$")},
    ),
    "web-infra-dev/rsbuild, react": page(
        "rsbuild build", {"react": "19", "react-dom": "19", "@rsbuild/core": "1", "@rsbuild/plugin-react": "1"},
        {"rsbuild.config.mjs": "import {defineConfig} from '@rsbuild/core'\nimport {pluginReact} from '@rsbuild/plugin-react'\nexport default defineConfig({plugins: [pluginReact()]})\n",
         "src/index.jsx": "import {createRoot} from 'react-dom/client'\ncreateRoot(document.getElementById('root')).render(<h1>Starter</h1>)\n"},
    ),
    "parcel-bundler/parcel, the quickstart": page(
        "parcel build src/index.html", {"parcel": "2"},
        {"src/index.html": '<!doctype html><title>Starter</title><link rel="stylesheet" href="./site.css"><h1></h1><script type="module" src="./site.js"></script>',
         "src/site.css": "h1 {color: plum}\n", "src/site.js": "document.querySelector('h1').textContent = 'Starter'\n"},
    ),
    "mdn/todo-vue, by Vite": page(
        "vite build", {"vue": "3", "vite": "6", "@vitejs/plugin-vue": "5"},
        {"index.html": INDEX.format(root="app", main="main.js"), "vite.config.js": "import vue from '@vitejs/plugin-vue'\nexport default {plugins: [vue()], base: '/todo/'}\n",
         "src/main.js": "import {createApp} from 'vue'\nimport App from './App.vue'\ncreateApp(App).mount('#app')\n", "src/App.vue": "<template><h1>Starter</h1></template>\n"},
        variables={"nginx_conf_base_path": "/todo/"}, views={"/todo/": text_of("h1", "^Starter$")},
    ),
}  # fmt: skip
