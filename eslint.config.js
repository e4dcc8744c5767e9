import { defineConfig, globalIgnores } from 'eslint/config';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

// Bans are sentences: what must not be written, and what to do instead. ESLint keeps only the last
// `no-restricted-syntax` that matches a file, so each place below lists all of its bans.
const ban = (selector, message) => ({ selector, message });

const everywhere = [
  ban(
    "MemberExpression[object.name='process'][property.name='env']",
    'Settings are read once, in src/config.ts, and handed in.',
  ),
  ban(
    'AssignmentExpression[left.type="MemberExpression"][right.type=/^(Arrow)?FunctionExpression$/]',
    'V8 makes this function old at once, with all it reaches (decision 0016): name it first, or make it a method.',
  ),
];

const floats = [
  ban(
    ":matches(CallExpression[callee.name='parseFloat'], CallExpression[callee.property.name='parseFloat'])",
    'Money is text outside and bigint inside: parse it with kit/money.',
  ),
  ban(
    "MemberExpression[object.name='Math'][property.name='round']",
    'Rounding is named at the call: shareOf(money, basisPoints, rounding).',
  ),
  ban(
    "CallExpression[callee.name='Number']",
    'No floating point near money: keep the bigint, or parse text with kit/money.',
  ),
];

const clockAndChance = [
  ban(
    "MemberExpression[object.name='Date'][property.name='now']",
    'Time comes in as an argument, so that a decision can be replayed.',
  ),
  ban(
    "NewExpression[callee.name='Date'][arguments.length=0]",
    'Time comes in as an argument, so that a decision can be replayed.',
  ),
  ban(
    "MemberExpression[object.name='Math'][property.name='random']",
    'Chance comes in as an argument, so that a decision can be replayed.',
  ),
];

const sqlText =
  '/^\\s*(select\\b[\\s\\S]*\\bfrom\\b|insert\\s+into\\b|delete\\s+from\\b|update\\s+\\w+\\s+set\\b|with\\s+\\w+\\s+as\\b)/i';
const sql = [
  ban(
    `:matches(Literal[value=${sqlText}], TemplateElement[value.raw=${sqlText}])`,
    'A door holds no SQL: ask the room that owns the rows.',
  ),
];

const restrict = (...bans) => ({ 'no-restricted-syntax': ['error', ...bans.flat()] });

const serverOnly = [
  'error',
  { name: 'fastify', message: 'HTTP stays in src/http, the doors and src/app.ts.' },
];

export default defineConfig(
  globalIgnores(['node_modules/', '.hundi/', 'coverage/', 'bench/results/', 'web/dist/']),
  {
    files: ['**/*.{ts,tsx}'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      'max-lines': ['error', 300],
      'max-lines-per-function': ['error', 70],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-restricted-imports': serverOnly,
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/no-floating-promises': [
        'error',
        // node:test awaits its own promises.
        {
          allowForKnownSafeCalls: [
            { from: 'package', package: 'node:test', name: ['test', 'it', 'describe', 'suite'] },
          ],
        },
      ],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-unnecessary-condition': [
        'error',
        { allowConstantLoopConditions: 'only-allowed-literals' },
      ],
      // `const { status: _status, ...rest }` is how a field is left out.
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', ignoreRestSiblings: true, destructuredArrayIgnorePattern: '^_' },
      ],
      // An interface may be asynchronous although one of its implementations has nothing to await.
      '@typescript-eslint/require-await': 'off',
    },
  },
  { files: ['src/**/*.ts'], rules: { ...restrict(everywhere), 'no-console': 'error' } },
  { files: ['src/config.ts'], rules: { 'no-restricted-syntax': 'off' } },
  { files: ['src/{main,worker}.ts', 'src/cli/**/*.ts'], rules: { 'no-console': 'off' } },
  {
    files: ['src/{http,callbacks,checkout,console,docsite,dialects}/**/*.ts', 'src/cli/**/*.ts'],
    rules: restrict(everywhere, sql),
  },
  {
    files: ['src/{payments,settlements}/**/*.ts', 'src/kit/money*.ts'],
    rules: restrict(everywhere, floats),
  },
  {
    files: ['src/payments/decide*.ts', 'src/payments/decide*/**/*.ts', 'src/ledger/**/*.ts'],
    rules: restrict(everywhere, floats, clockAndChance),
  },
  {
    files: ['src/{http,callbacks,checkout,console,docsite,dialects}/**/*.ts', 'src/app.ts'],
    rules: { 'no-restricted-imports': 'off' },
  },
  {
    files: ['web/**/*.{ts,tsx}'],
    plugins: { 'react-hooks': reactHooks },
    rules: {
      ...restrict(floats),
      'react-hooks/rules-of-hooks': 'error',
      'react-hooks/exhaustive-deps': 'error',
      // `onClick={() => void save()}` is how an event begins something.
      '@typescript-eslint/no-misused-promises': [
        'error',
        { checksVoidReturn: { attributes: false } },
      ],
    },
  },
  // A test reads as one story from top to bottom, however long the story is.
  { files: ['test/**/*.ts'], rules: { 'max-lines-per-function': 'off' } },
  {
    files: ['test/**/*.ts', 'bench/**/*.ts', 'torture/**/*.ts', 'sandbox-*/**/*.ts'],
    rules: { 'no-restricted-imports': 'off' },
  },
);
