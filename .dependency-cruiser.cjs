/**
 * The house is one line of rooms: a room may import only itself and rooms to its left. The last
 * rooms are the doors, which stand side by side and never import one another.
 * To add a room, write its name in the line; every rule below follows from that.
 */
const rooms = [
  'kit',
  'db',
  'ledger',
  'outbox',
  'merchants',
  'switches',
  'identity',
  'people',
  'providers',
  'payments',
  'transfers',
  'settlements',
  'reports',
  'webhooks',
  'views',
  'drafts',
  'http',
];
const doors = [
  'dialects/xoompe',
  'dialects/xpayout',
  'dialects/xprizo',
  'checkout',
  'callbacks',
  'console',
  'docsite',
  'cli',
];
// The files directly in src put the rooms together. Only these, and the command line's own entry,
// know the settings; everybody else is handed what they need.
const readsConfig = ['^src/[^/]+\\.ts$', '^src/cli/'];

const anyOf = (names) => `^src/(?:${names.join('|')})/`;

const roomRules = rooms.map((room, place) => ({
  name: `${room}-imports-only-to-its-left`,
  comment: `src/${room} may import only: ${rooms.slice(0, place + 1).join(', ')}.`,
  severity: 'error',
  from: { path: anyOf([room]) },
  to: { path: '^src/', pathNot: anyOf(rooms.slice(0, place + 1)) },
}));

const doorRules = doors.map((door) => ({
  name: `${door.replace('/', '-')}-imports-no-other-door`,
  comment: 'A door translates between one outside contract and the rooms; it knows no other door.',
  severity: 'error',
  from: { path: anyOf([door]) },
  to: { path: '^src/', pathNot: [anyOf([...rooms, door]), '^src/config\\.ts$'] },
}));

const outside = [
  'test',
  'bench',
  'torture',
  'scripts',
  'sandbox-bank',
  'sandbox-mpesa',
  'sandbox-cards',
];

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...roomRules,
    ...doorRules,
    {
      name: 'every-folder-is-a-room',
      comment: 'A new folder in src gets its place in the line before anything is put in it.',
      severity: 'error',
      from: { path: '^src/.+/', pathNot: anyOf([...rooms, ...doors]) },
      to: {},
    },
    {
      name: 'settings-are-handed-in',
      comment: 'Only the files that put the rooms together may read the settings.',
      severity: 'error',
      from: { path: '^src/', pathNot: readsConfig },
      to: { path: '^src/config\\.ts$' },
    },
    {
      name: 'product-imports-no-tools',
      comment: 'What runs in production does not reach into tests, benchmarks or the sandbox bank.',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: `^(?:${outside.join('|')})/` },
    },
    {
      name: 'sandbox-shares-nothing',
      comment: 'The sandbox judges the gateway, so it shares nothing with it but the wire.',
      severity: 'error',
      from: { path: '^sandbox-[a-z]+/' },
      to: { path: '^(?:src|test|bench|torture|scripts)/' },
    },
    {
      name: 'mpesa-shares-nothing',
      comment:
        'It stands for Safaricom: with the gateway it shares the wire alone, with the bank a few tools.',
      severity: 'error',
      from: { path: '^sandbox-mpesa/' },
      to: {
        path: '^(?:src|test|bench|torture|scripts|sandbox-bank)/',
        pathNot: '^sandbox-bank/(?:alarm|chance|rows)\\.ts$',
      },
    },
    {
      name: 'doors-hold-no-sql',
      comment: 'Doors hold no SQL, so they have no use for the driver.',
      severity: 'error',
      from: { path: anyOf(['http', ...doors]) },
      to: { path: 'node_modules/pg/' },
    },
    {
      name: 'web-knows-answers-alone',
      comment: 'Of the program the web application knows the shapes of answers, as types.',
      severity: 'error',
      from: { path: '^web/' },
      to: {
        path: '^(?:src|test|bench|torture|scripts|sandbox-[a-z]+)/',
        pathNot: '^src/console/answers/',
      },
    },
    {
      name: 'answers-are-types',
      comment: 'The web application imports them, so they drag nothing of the program along.',
      severity: 'error',
      from: { path: '^src/console/answers/' },
      to: { pathNot: '^src/console/answers/' },
    },
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-unresolvable',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'production-uses-production-dependencies',
      severity: 'error',
      from: { path: '^(?:src|sandbox-[a-z]+)/' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'], pathNot: '@types/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node'] },
  },
};
