import { addressbookInfo } from './addressbook.ts';
import {
  allowableCurrencies,
  currencyList,
  preferences,
  setWebhook,
  testApprovalWebhook,
} from './preferences.ts';
import { query, type Route } from './route.ts';
import type { WebhookKind } from '../../merchants/profiles.ts';

function webhookRoute(id: string, path: string, kind: WebhookKind, summary: string): Route {
  return {
    id,
    methods: ['PUT'],
    paths: [path],
    summary,
    parameters: [query('url', 'https; without it nothing is called any more.')],
    answer: null,
    refusals: ['request.invalid_fields'],
    isChange: true,
    work: (parts) => setWebhook(parts, kind),
  };
}

export const preferenceRoutes: readonly Route[] = [
  {
    id: 'preferences',
    methods: ['GET'],
    paths: ['/Preference/Get', '/Preference'],
    summary: 'The webhooks of the profile',
    answer: 'Preferences',
    refusals: [],
    isChange: false,
    work: preferences,
  },
  webhookRoute(
    'setApprovalWebhook',
    '/Preference/SetApprovalWebhook',
    'approval',
    'Where the profile hears of the transactions that it created',
  ),
  webhookRoute(
    'setPaymentWebhook',
    '/Preference/SetPaymentWebhook',
    'payment',
    'Where the profile is asked whether a payment on hold is to be made',
  ),
  webhookRoute(
    'setRequestPaymentWebhook',
    '/Preference/SetRequestPaymentWebhook',
    'request_payment',
    'Where the profile hears that it is asked for a payment',
  ),
  {
    id: 'testApprovalWebhook',
    methods: ['GET', 'POST'],
    paths: ['/Preference/TestApprovalWebhook'],
    summary: 'Calls the approval webhook with a statusType of 0',
    answer: null,
    refusals: ['request.invalid_fields'],
    isChange: true,
    work: testApprovalWebhook,
  },
  {
    id: 'allowableCurrencies',
    methods: ['GET'],
    paths: ['/Preference/AllowableCurrencies'],
    summary: 'The currencies that a wallet may have, with their rates',
    answer: 'AllowableCurrencies',
    refusals: [],
    isChange: false,
    work: allowableCurrencies,
  },
  {
    id: 'currencyList',
    methods: ['GET'],
    paths: ['/System/CurrencyList'],
    summary: 'The currencies that there are',
    answer: 'Currencies',
    refusals: [],
    isChange: false,
    work: currencyList,
  },
  {
    id: 'addressbookInfo',
    methods: ['GET'],
    paths: ['/Addressbook/Info'],
    summary: 'Whose user name, e-mail address or mobile number that is',
    parameters: [query('value', 'User name, e-mail address or mobile number.')],
    answer: 'IdAndDescription',
    refusals: ['request.invalid_fields'],
    isChange: false,
    work: addressbookInfo,
  },
];
