const { mkdirSync, writeFileSync } = require('node:fs');

// The page with its hashed scripts, as html-webpack-plugin would write it.
class Page {
  apply(compiler) {
    compiler.hooks.done.tap('Page', (stats) => {
      const scripts = [...stats.compilation.entrypoints.get('main').getFiles()].filter((name) => name.endsWith('.js'));
      const tags = scripts.map((name) => `<script defer src="/${name}"></script>`).join('');
      mkdirSync('build', { recursive: true });
      writeFileSync('build/index.html', `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>webpack</title>${tags}</head><body><main></main></body></html>`);
    });
  }
}

module.exports = {
  output: { path: `${__dirname}/build`, filename: 'static/js/[name].[contenthash:8].js', publicPath: '/' },
  devtool: 'source-map',
  plugins: [new Page()],
};
