/** The four languages of a sample, one below the other; the page's script makes tabs of them. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sampleLanguages, type SampleLanguage } from '../samples/write.ts';
import { codeBlock } from './code.ts';

const names: Readonly<Record<SampleLanguage, string>> = {
  sh: 'curl',
  mjs: 'JavaScript',
  py: 'Python',
  php: 'PHP',
};

/** `name` is contract and operation: `xoompe/createTransaction`. Throws when a language is missing. */
export function sampleTabs(root: string, name: string): string {
  const panels = sampleLanguages.map((language) => {
    const code = readFileSync(join(root, `docs/samples/${name}.${language}`), 'utf8');
    return `<div class="panel" data-language="${language}"><p class="panel-name">${
      names[language]
    }</p>${codeBlock(code, language)}</div>`;
  });
  return `<div class="tabs">${panels.join('')}</div>`;
}

/** What the sandbox answered when the sample was run; empty where it answers nothing. */
export function sampleAnswer(root: string, name: string): string {
  for (const ending of ['json', 'txt']) {
    const file = join(root, `docs/samples/${name}.${ending}`);
    if (existsSync(file))
      return `<p class="label">Answer</p>${codeBlock(readFileSync(file, 'utf8'), ending)}`;
  }
  return '';
}
