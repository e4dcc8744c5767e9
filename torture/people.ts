/** Persons with wallets, who are paid by merchants and asked by them for money. */
import { hundi } from './cli.ts';
import { accessOf, type MadeXprizo, type XprizoAccess } from './xprizo-access.ts';

export interface Person {
  /** Our name for it. */
  readonly name: string;
  readonly xprizo: XprizoAccess;
}

/** `fund`: such as `INR=1000.00,KES=500.00`. */
export async function makePerson(databaseUrl: string, name: string, fund: string): Promise<Person> {
  const words = ['user', 'create', '--name', `Torture ${name}`, '--limits', 'off'];
  const { xprizo } = (await hundi(databaseUrl, [...words, '--fund', fund])) as MadeXprizo;
  return { name, xprizo: accessOf(xprizo) };
}
