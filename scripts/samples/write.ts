/** Every sample of every contract as a file of docs/samples, by its path from the root of the project. */
import prettier from 'prettier';
import { curlSample } from './curl.ts';
import { javascriptSample } from './javascript.ts';
import { phpSample } from './php.ts';
import { pythonSample } from './python.ts';
import type { SampleContract, SampleRequest } from './request.ts';
import { xoompeSamples } from './xoompe.ts';
import { xpayoutSamples } from './xpayout.ts';
import { xprizoSamples } from './xprizo.ts';

export const sampleContracts: readonly SampleContract[] = [
  xoompeSamples,
  xpayoutSamples,
  xprizoSamples,
];

export const sampleLanguages = ['sh', 'mjs', 'py', 'php'] as const;
export type SampleLanguage = (typeof sampleLanguages)[number];

const writers: Readonly<Record<SampleLanguage, (request: SampleRequest) => string>> = {
  sh: curlSample,
  mjs: javascriptSample,
  py: pythonSample,
  php: phpSample,
};

export function samplePath(contract: string, operation: string, language: SampleLanguage): string {
  return `docs/samples/${contract}/${operation}.${language}`;
}

/** As the formatter would leave them, so that neither check undoes the other. */
export async function writtenSamples(): Promise<ReadonlyMap<string, string>> {
  const options = await prettier.resolveConfig('docs/samples/sample.mjs');
  const written = new Map<string, string>();
  for (const { name, requests } of sampleContracts)
    for (const [operation, request] of Object.entries(requests))
      for (const language of sampleLanguages) {
        const text = writers[language](request);
        written.set(
          samplePath(name, operation, language),
          language === 'mjs' ? await prettier.format(text, { ...options, parser: 'babel' }) : text,
        );
      }
  return written;
}
