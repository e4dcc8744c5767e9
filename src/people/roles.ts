/** Who may do what at the console: one table for operators, one for the teams of merchants. */

export const operatorRoles = ['owner', 'admin', 'finance', 'support', 'viewer'] as const;
export type OperatorRole = (typeof operatorRoles)[number];

export const teamRoles = ['admin', 'payer', 'developer', 'reader'] as const;
export type TeamRole = (typeof teamRoles)[number];

const everyOperator = operatorRoles;
const everyTeamRole = teamRoles;

/** Each permission of an operator with the roles that have it. */
export const operatorPermissions = {
  'overview.read': everyOperator,
  'payments.read': everyOperator,
  'payments.act': ['owner', 'admin', 'finance', 'support'],
  'merchants.read': everyOperator,
  'merchants.change': ['owner', 'admin'],
  'credentials.issue': ['owner', 'admin'],
  'switches.change': ['owner', 'admin', 'finance'],
  'drafts.make': ['owner', 'admin', 'finance'],
  'drafts.approve': ['owner', 'admin', 'finance'],
  'settlements.act': ['owner', 'admin', 'finance'],
  'ledger.read': ['owner', 'admin', 'finance', 'viewer'],
  'ledger.prove': ['owner', 'admin', 'finance'],
  'webhooks.act': ['owner', 'admin', 'support'],
  'people.read': ['owner', 'admin'],
  'people.change': ['owner', 'admin'],
  'audit.read': ['owner', 'admin', 'finance'],
} as const satisfies Record<string, readonly OperatorRole[]>;

/** The same for the people of a merchant, about their own merchant only. */
export const teamPermissions = {
  'home.read': everyTeamRole,
  'payments.read': everyTeamRole,
  'payouts.create': ['admin', 'payer'],
  'links.create': ['admin', 'payer'],
  'webhooks.read': ['admin', 'developer'],
  'webhooks.change': ['admin', 'developer'],
  'credentials.read': ['admin', 'developer'],
  'credentials.change': ['admin', 'developer'],
  'reports.read': ['admin', 'payer', 'reader'],
  'settlements.read': ['admin', 'payer', 'reader'],
  'settlements.request': ['admin'],
  'team.read': ['admin'],
  'team.change': ['admin'],
} as const satisfies Record<string, readonly TeamRole[]>;

export type OperatorPermission = keyof typeof operatorPermissions;
export type TeamPermission = keyof typeof teamPermissions;
export type Permission = OperatorPermission | TeamPermission;

/** What a role may do; one that is not in the table may do nothing. */
export function permissionsOf(audience: Audience, role: string): Permission[] {
  const table: Readonly<Record<string, readonly string[]>> =
    audience === 'operator' ? operatorPermissions : teamPermissions;
  return Object.entries(table)
    .filter(([, roles]) => roles.includes(role))
    .map(([permission]) => permission as Permission);
}

export type Audience = 'operator' | 'merchant';
export type PersonRole = OperatorRole | TeamRole;

/** The role that a text names, of this site alone. */
export function roleNamed(audience: Audience, text: string): PersonRole | undefined {
  const known: readonly PersonRole[] = audience === 'operator' ? operatorRoles : teamRoles;
  return known.find((role) => role === text);
}

/** Every operator, and of a team those who may change it, prove a second factor; to the others it is offered. */
export function needsFactor(audience: Audience, role: string): boolean {
  return audience === 'operator' || role === 'admin';
}
