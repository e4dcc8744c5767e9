import { getToken } from './get-token.ts';
import type { Route } from './route.ts';

export const securityRoutes: readonly Route[] = [
  {
    id: 'getToken',
    methods: ['POST'],
    paths: ['/Security/GetToken'],
    summary: 'A token for half an hour; wrong credentials are a 400',
    body: 'Login',
    answer: 'Token',
    refusals: ['login.refused', 'rate.exceeded'],
    openWork: getToken,
  },
];
