import { readdirSync } from 'node:fs';
import checkFile from 'eslint-plugin-check-file';
import { createNodeResolver, importX } from 'eslint-plugin-import-x';
import reactHooks from 'eslint-plugin-react-hooks';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

const SHARED = ['./src/components', './src/config', './src/routing', './src/transport'];
const features = readdirSync('src/features');

const directions = [
  { target: SHARED, from: ['./src/features', './src/app'], message: 'What is shared knows no feature and no app.' },
  { target: './src/features', from: './src/app', message: 'A feature does not know the app that shows it.' },
  { target: './src/transport', from: './src/components', message: 'What moves data does not know how it is shown.' },
  { target: './src', from: './tests', message: 'Nothing of the tests is in the page.' },
  ...features.map((feature) => ({
    target: `./src/features/${feature}`,
    from: './src/features',
    except: [`./${feature}`],
    message: 'Features do not know each other; the app brings them together.',
  })),
];

export default defineConfig(
  globalIgnores(['dist', 'coverage']),
  tseslint.configs.strictTypeChecked,
  tseslint.configs.stylisticTypeChecked,
  reactHooks.configs.flat['recommended-latest'],
  {
    languageOptions: {
      parserOptions: { project: ['tsconfig.json', 'tsconfig.node.json'], tsconfigRootDir: import.meta.dirname },
    },
    linterOptions: { reportUnusedDisableDirectives: 'error', noInlineConfig: true },
    plugins: { 'import-x': importX, 'check-file': checkFile },
    settings: { 'import-x/resolver-next': [createNodeResolver({ extensions: ['.ts', '.tsx', '.mjs', '.js'] })] },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/explicit-module-boundary-types': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      'import-x/no-cycle': 'error',
      'import-x/no-default-export': 'error',
      'import-x/no-restricted-paths': ['error', { zones: directions }],
      'import-x/no-useless-path-segments': ['error', { noUselessIndex: true }],
      'check-file/filename-naming-convention': [
        'error',
        { '**/*.{ts,tsx,mjs}': 'KEBAB_CASE' },
        { ignoreMiddleExtensions: true },
      ],
      'check-file/folder-naming-convention': ['error', { 'src/**/': 'KEBAB_CASE', 'tests/**/': 'KEBAB_CASE' }],
      'check-file/filename-blocklist': ['error', { '**/{index,util,utils,common,helper,helpers,misc}.*': '*-of-what.*' }],
      'max-lines': ['error', 120],
      'max-lines-per-function': ['error', 50],
    },
  },
  { files: ['tests/**'], rules: { 'max-lines': ['error', 200], 'max-lines-per-function': 'off' } },
  { files: ['*.config.{ts,mjs}'], rules: { 'import-x/no-default-export': 'off' } },
  { files: ['eslint.config.mjs'], extends: [tseslint.configs.disableTypeChecked] },
);
