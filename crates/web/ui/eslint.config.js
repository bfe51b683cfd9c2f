import { defineConfig } from 'eslint/config';
import hooks from 'eslint-plugin-react-hooks';
import ts from 'typescript-eslint';

export default defineConfig(
  { ignores: ['dist/**', 'node_modules/**', 'test-results/**', 'src/api/schema.d.ts'] },
  ...ts.configs.strict,
  ...ts.configs.stylistic,
  hooks.configs.flat['recommended-latest'],
  {
    rules: {
      '@typescript-eslint/consistent-type-definitions': ['error', 'interface'],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-console': 'error',
      // Nothing that people write becomes HTML, and nothing personal stays in the browser.
      'no-restricted-syntax': [
        'error',
        { selector: "JSXAttribute[name.name='dangerouslySetInnerHTML']", message: 'Text is text.' },
        {
          selector: 'MemberExpression[property.name=/^(localStorage|sessionStorage)$/]',
          message: 'Use src/storage.ts, which says what may be kept.',
        },
      ],
      'no-restricted-globals': [
        'error',
        { name: 'localStorage', message: 'Use src/storage.ts.' },
        { name: 'sessionStorage', message: 'Use src/storage.ts.' },
      ],
    },
  },
  {
    // Playwright's `use` is no hook, and these look into the browser on purpose.
    files: ['e2e/**', 'measure/**'],
    rules: {
      'react-hooks/rules-of-hooks': 'off',
      'no-restricted-globals': 'off',
      'no-restricted-syntax': 'off',
    },
  },
);
