/** The operator's name, logo and colour on the page: taken as they are, and readable in any case. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { contrastOf, leastContrast, paletteOf, surfaces } from '../../src/checkout/colour.ts';
import { shownMoney } from '../../src/checkout/shown-money.ts';
import { ConfigError, readConfig } from '../../src/config.ts';
import { projectRoot } from '../kit/documents.ts';
import { openCheckout } from './checkout-kit.ts';

const colours = fc
  .integer({ min: 0, max: 0xffffff })
  .map((value) => `#${value.toString(16).padStart(6, '0')}`);

test('contrast is what WCAG says it is', () => {
  assert.equal(contrastOf('#000000', '#ffffff'), 21);
  assert.equal(contrastOf('#123456', '#123456'), 1);
  assert.equal(contrastOf('#777777', '#ffffff').toFixed(2), '4.48');
  assert.equal(contrastOf('#ff0000', '#ffffff').toFixed(2), '4.00');
});

test('any colour of a brand can be read in both schemes, as text and under text', () => {
  fc.assert(
    fc.property(colours, (colour) => {
      const { onLight, onDark } = paletteOf(colour);
      for (const surface of surfaces.light)
        assert.ok(contrastOf(onLight, surface) >= leastContrast, `${colour} on ${surface}`);
      for (const surface of surfaces.dark)
        assert.ok(contrastOf(onDark, surface) >= leastContrast, `${colour} on ${surface}`);
    }),
    { numRuns: 2_000, examples: [['#ffffff'], ['#000000'], ['#ffff00'], ['#0000ff']] },
  );
});

test('a colour that can be read is not touched', () => {
  assert.equal(paletteOf('#3538cd').onLight, '#3538cd');
  assert.equal(paletteOf('#a4bcfd').onDark, '#a4bcfd');
});

test('the surfaces that colours are measured against are those of the style sheet', () => {
  const style = readFileSync(join(projectRoot, 'src/checkout/assets/page.css'), 'utf8');
  const values = (name: string) =>
    [...style.matchAll(new RegExp(`--${name}: (#[0-9a-f]{6});`, 'g'))].map(([, value]) => value);
  const [surface, ground] = [values('surface'), values('ground')];
  assert.deepEqual(
    { light: [surface[0], ground[0]], dark: [surface[1], ground[1]] },
    { light: [...surfaces.light], dark: [...surfaces.dark] },
  );
});

test('a logo is served as it is, and runs nothing when it is opened by itself', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'hundi-logo-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const logo = join(folder, 'Logo.SVG');
  const picture = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>';
  await writeFile(logo, picture);
  const checkout = await openCheckout(t, {
    env: { HUNDI_BRAND: 'Paisa Pay', HUNDI_BRAND_LOGO: logo, HUNDI_BRAND_COLOUR: '#ffd400' },
  });
  const text = await (await fetch(checkout.linkOf(checkout.payin()))).text();
  assert.match(text, /Paisa Pay/);
  const path = /<img\s+class="logo own"\s+src="([^"]+)"/.exec(text)?.[1] ?? '';
  const reply = await fetch(`${checkout.origin}${path}`);
  assert.equal(reply.headers.get('content-type'), 'image/svg+xml');
  assert.match(reply.headers.get('content-security-policy') ?? '', /default-src 'none'.*sandbox/);
  assert.equal(await reply.text(), picture);
  const style = /href="([^"]+page\.css)"/.exec(text)?.[1] ?? '';
  const sheet = await (await fetch(`${checkout.origin}${style}`)).text();
  assert.match(sheet, /--accent:#ffd400\}\}/, 'as it is on the dark surface');
  assert.doesNotMatch(sheet, /:root\{--accent:#ffd400\}\n/, 'darker on the light one');
});

test('settings that a customer would suffer from are refused with a sentence', () => {
  const faultsOf = (env: Record<string, string>): string => {
    try {
      readConfig(env);
      return '';
    } catch (error) {
      assert.ok(error instanceof ConfigError);
      return error.message;
    }
  };
  for (const colour of ['blue', '#fff', '#12345g', 'red;}'])
    assert.match(faultsOf({ HUNDI_BRAND_COLOUR: colour }), /must be written #rrggbb/);
  for (const url of ['pay.example', 'ftp://pay.example', 'javascript:alert(1)'])
    assert.match(faultsOf({ HUNDI_PUBLIC_URL: url }), /an address such as/);
  assert.match(faultsOf({ HUNDI_PUBLIC_URL: 'https://pay.example/' }), /origin alone/);
  assert.match(faultsOf({ HUNDI_PUBLIC_URL: 'https://pay.example/path?x' }), /origin alone/);
  for (const logo of ['/nowhere/logo.svg', import.meta.filename, tmpdir()])
    assert.match(faultsOf({ HUNDI_BRAND_LOGO: logo }), /must be an SVG or PNG file/);
  assert.match(faultsOf({ HUNDI_ENV: 'live' }), /Live needs HUNDI_PUBLIC_URL, with https/);
  assert.equal(faultsOf({ HUNDI_PUBLIC_URL: 'https://pay.example' }), '');
});

test('without the setting, links lead to where this machine listens', () => {
  const origins = ['0.0.0.0', '::', '::1', 'localhost', '10.0.0.7'].map(
    (HOST) => readConfig({ HOST, PORT: '80' }).publicUrl,
  );
  assert.deepEqual(origins, [
    'http://127.0.0.1',
    'http://127.0.0.1',
    'http://[::1]',
    'http://localhost',
    'http://10.0.0.7',
  ]);
});

test('amounts are grouped as their readers group them', () => {
  const shown = (minor: bigint) => shownMoney({ minor, currency: 'INR' });
  assert.deepEqual(
    [1n, 999_00n, 1_000_00n, 99_999_50n, 1_00_000_00n, 12_34_56_789_01n].map(shown),
    ['₹0.01', '₹999.00', '₹1,000.00', '₹99,999.50', '₹1,00,000.00', '₹12,34,56,789.01'],
  );
  assert.equal(shownMoney({ minor: 1_234_567_89n, currency: 'USD' }), 'USD 1,234,567.89');
  assert.equal(shownMoney({ minor: 1_500_000n, currency: 'USDT' }), 'USDT 1.500000');
});
