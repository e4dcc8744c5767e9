import {
  createKey,
  deleteKey,
  keyList,
  setKeyAddress,
  setKeyDates,
  setKeyDescription,
  setKeyInactive,
} from './api-keys.ts';
import { clearOwnPin, fullProfile, setOwnPin } from './profile.ts';
import { inPath, query, type ProfileRoute, type Route } from './route.ts';

const ofPin = ['request.invalid_fields', 'pin.refused', 'pin.locked'] as const;
const taskId = 'The number of a key.';
const pin = query('pin', 'The approval pin, where one is set and the caller holds only a key.');

/** A change of a key that the path names: a 200 without a body. */
function ofKey(
  route: Pick<ProfileRoute, 'id' | 'methods' | 'summary' | 'work'> & { readonly path: string },
  parameters: ProfileRoute['parameters'] = [],
): Route {
  const { path, ...rest } = route;
  return {
    ...rest,
    paths: [`${path}/:taskId`],
    parameters: [inPath('taskId', taskId), ...parameters, pin],
    answer: null,
    refusals: ofPin,
    isChange: true,
  };
}

export const profileRoutes: readonly Route[] = [
  {
    id: 'fullProfile',
    methods: ['GET'],
    paths: ['/Profile/GetFull'],
    summary: "The caller's profile with its wallets",
    answer: 'Profile',
    refusals: [],
    isChange: false,
    work: fullProfile,
  },
  {
    id: 'setPin',
    methods: ['PUT'],
    paths: ['/Profile/SetPin'],
    summary: 'Sets the approval pin; the one before is sent in the header',
    parameters: [
      query('pin', 'The new one, 4 to 12 digits; may stand in the body instead.'),
      {
        name: 'x-approval-pin',
        in: 'header',
        description: 'The one before, where one is set and the caller holds only a key.',
        schema: { type: 'string' },
      },
    ],
    answer: null,
    refusals: ofPin,
    isChange: true,
    work: setOwnPin,
  },
  {
    id: 'clearPin',
    methods: ['PUT'],
    paths: ['/Profile/ClearPin'],
    summary: 'From now on no pin is needed',
    parameters: [pin],
    answer: null,
    refusals: ofPin,
    isChange: true,
    work: clearOwnPin,
  },
  {
    id: 'createApiKey',
    methods: ['POST'],
    paths: ['/Profile/CreateApiKey'],
    summary: 'A new key, shown this once',
    parameters: [query('name', 'For people.'), query('description', 'For people.'), pin],
    answer: 'NewApiKey',
    refusals: ofPin,
    isChange: true,
    work: createKey,
  },
  {
    id: 'apiKeyList',
    methods: ['GET'],
    paths: ['/Profile/ApiKeyList'],
    summary: 'The keys of the profile, without what proves them',
    answer: 'ApiKeys',
    refusals: [],
    isChange: false,
    work: keyList,
  },
  {
    id: 'setApiKeyInactive',
    methods: ['PUT'],
    paths: ['/Profile/SetApiKeyInactive'],
    summary: 'Switches a key off, or on again',
    parameters: [query('taskId', taskId), query('value', 'True switches it off.'), pin],
    answer: null,
    refusals: ofPin,
    isChange: true,
    work: setKeyInactive,
  },
  ofKey(
    {
      id: 'setApiKeyDescription',
      methods: ['PUT'],
      path: '/Profile/SetAPIKeyDescription',
      summary: 'Describes a key',
      work: setKeyDescription,
    },
    [query('value', 'The description.')],
  ),
  ofKey(
    {
      id: 'setApiKeyActiveDates',
      methods: ['PUT'],
      path: '/Profile/SetAPIKeyActiveDates',
      summary: 'From when and until when a key may be used',
      work: setKeyDates,
    },
    [query('startDate', 'Without it: at once.'), query('endDate', 'Without it: for ever.')],
  ),
  ofKey(
    {
      id: 'addApiKeyIp',
      methods: ['PUT'],
      path: '/Profile/AddAPIKeyIp',
      summary: 'Lets an address or CIDR range call with a key; with the first, no other may',
      work: (parts) => setKeyAddress(parts, true),
    },
    [query('ipAddress', 'An address or a CIDR range.')],
  ),
  ofKey(
    {
      id: 'removeApiKeyIp',
      methods: ['DELETE'],
      path: '/Profile/RemoveAPIKeyIp',
      summary: 'Takes an address off the list of a key',
      work: (parts) => setKeyAddress(parts, false),
    },
    [query('ipAddress', 'As it was added.')],
  ),
  ofKey({
    id: 'deleteApiKey',
    methods: ['DELETE'],
    path: '/Profile/DeleteApiKey',
    summary: 'Ends a key for good',
    work: deleteKey,
  }),
];
