/** Merchants made with the operator's own command line. */
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Access } from './client.ts';
import type { Inbox } from './inbox.ts';

export interface Merchant extends Access {
  /** Our name for it in histories and in the address of its inbox. */
  readonly name: string;
  readonly merchantId: string;
  token: string;
}

interface Made {
  readonly merchantId: string;
  readonly xoompe: Access;
  readonly webhookSecret: string;
}

const root = path.join(import.meta.dirname, '..');
const run = promisify(execFile);

/** One fee for every amount: INR 10.00 and 18 % tax on it. */
export const feeMinor = 10_00n;
export const gstMinor = 1_80n;

export interface MerchantOrder {
  readonly name: string;
  /** Rupees with two decimals. */
  readonly fund: string;
  readonly databaseUrl: string;
  readonly inbox: Inbox;
}

export async function makeMerchant(order: MerchantOrder): Promise<Merchant> {
  const { name, fund, databaseUrl, inbox } = order;
  const words = ['merchant', 'create', '--json', '--name', `Torture ${name}`, '--limits', 'off'];
  const terms = ['--fund', `INR=${fund}`, '--fee', 'flat=10.00,gst=1800'];
  const { stdout } = await run(
    process.execPath,
    [path.join(root, 'src/cli/main.ts'), ...words, ...terms, '--webhook', inbox.urlOf(name)],
    {
      cwd: root,
      timeout: 60_000,
      env: { PATH: process.env['PATH'], DATABASE_URL: databaseUrl, HUNDI_ENV: 'sandbox' },
    },
  );
  const made = JSON.parse(stdout) as Made;
  inbox.expect(name, made.webhookSecret);
  return { name, merchantId: made.merchantId, ...made.xoompe, token: '' };
}
