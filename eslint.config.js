import tseslint from 'typescript-eslint';
import lit from 'eslint-plugin-lit';

/**
 * The bans of `docs/ARCHITECTURE.md` that a linter can see. What it cannot see, `test/bans.test.ts` looks for.
 */
const impure = 'The world comes through Clock, Random, Timer and Net (server/ports.ts), so that it can be simulated.';

/** Rooms where money or cards pass: nothing is asserted there, everything is parsed. */
const strictRooms = [
  ...['payments', 'providers', 'vault', 'contract', 'routes', 'threeds', 'store', 'outbox'],
  ...['statements', 'rates'],
].map((room) => `server/${room}/**/*.ts`);

const world = [
  {selector: "CallExpression[callee.object.name='Date'][callee.property.name='now']", message: impure},
  {selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: impure},
  {selector: "CallExpression[callee.name='Date']", message: impure},
  {selector: "MemberExpression[object.name='Math'][property.name='random']", message: impure},
  {selector: "MemberExpression[object.name='performance'][property.name='now']", message: impure},
  {selector: "CallExpression[callee.name='fetch']", message: impure},
  {
    selector: "MemberExpression[object.name='globalThis'][property.name=/^(fetch|setTimeout|setInterval|crypto)$/]",
    message: impure,
  },
  {selector: 'CallExpression[callee.name=/^(setTimeout|setInterval|setImmediate)$/]', message: impure},
  {
    selector: 'CallExpression[callee.name=/^(randomBytes|randomUUID|randomInt|randomFillSync|getRandomValues)$/]',
    message: impure,
  },
  {selector: 'MemberExpression[property.name=/^(randomBytes|randomUUID|getRandomValues)$/]', message: impure},
  {
    selector: 'ImportDeclaration[source.value=/^(node:)?(timers|timers.promises|http|https|net|tls|dgram)$/]',
    message: impure,
  },
  {
    selector:
      'ImportDeclaration[source.value=/^(node:)?crypto$/] ImportSpecifier[imported.name=/^(random|webcrypto|generateKeyPair$)/]',
    message: impure,
  },
];

const markup = [
  {
    selector: 'ImportSpecifier[imported.name=/^(unsafeHTML|unsafeSVG|unsafeMathML|unsafeStatic|unsafeCSS|styleMap)$/]',
    message: "Lit's policy lets it straight through Trusted Types, or the strict policy blocks it.",
  },
  {
    selector: 'ImportDeclaration[source.value=/unsafe-|style-map/]',
    message: 'Blocked by, or a hole in, the strict policy.',
  },
  {
    selector: 'MemberExpression[property.name=/^(innerHTML|outerHTML|insertAdjacentHTML)$/]',
    message: 'Markup from text: use a template.',
  },
  {
    selector: "CallExpression[callee.property.name='write'][callee.object.name='document']",
    message: 'Markup from text.',
  },
  {
    selector: 'TaggedTemplateExpression[tag.name=/^(html|svg)$/] TemplateElement[value.raw=/\\sstyle=/]',
    message: 'A style attribute breaks the strict policy: use a class, or element.style.setProperty().',
  },
  {selector: "NewExpression[callee.name='Function']", message: 'Code from text.'},
];

const money = [
  {
    selector: "TSAsExpression:not([typeAnnotation.type='TSTypeReference'][typeAnnotation.typeName.name='const'])",
    message: 'Where money or cards pass, parse; do not assert.',
  },
  {selector: 'TSTypeAssertion', message: 'Where money or cards pass, parse; do not assert.'},
];

export default tseslint.config(
  {ignores: ['dist/', 'node_modules/', 'coverage/', 'test-results/', '.guichet/']},
  ...tseslint.configs.recommended,
  {
    files: ['**/*.ts', '**/*.js'],
    rules: {
      '@typescript-eslint/consistent-type-imports': [
        'error',
        {fixStyle: 'inline-type-imports', disallowTypeAnnotations: false},
      ],
      '@typescript-eslint/no-unused-vars': [
        'error',
        {argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true},
      ],
      '@typescript-eslint/no-unused-expressions': ['error', {allowShortCircuit: true, allowTernary: true}],
      '@typescript-eslint/no-empty-object-type': ['error', {allowInterfaces: 'always'}],
      eqeqeq: 'error',
      'no-eval': 'error',
      'no-implied-eval': 'error',
      'no-restricted-syntax': ['error', ...markup],
    },
  },
  {files: ['components/**/*.ts'], ...lit.configs['flat/recommended']},
  {files: ['server/**/*.ts'], rules: {'no-restricted-syntax': ['error', ...world, ...markup]}},
  {
    files: strictRooms,
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      'no-restricted-syntax': ['error', ...world, ...markup, ...money],
    },
  },
  // The ground itself: what opens the world, listens, keeps processes, and reads files.
  {
    files: [
      'server/world.ts',
      'server/addresses.ts',
      'server/listen.ts',
      'server/start.ts',
      'server/cli.ts',
      'server/cli/**/*.ts',
      'server/config.ts',
      'server/receipt-keys.ts',
    ],
    rules: {'no-restricted-syntax': ['error', ...markup]},
  },
  {
    files: ['test/**/*.ts', 'test/**/*.js'],
    rules: {
      'no-restricted-syntax': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-explicit-any': 'off',
      '@typescript-eslint/no-unused-expressions': 'off',
    },
  },
);
