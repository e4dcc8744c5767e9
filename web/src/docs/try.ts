/** A form below every endpoint that calls the sandbox. Where there is no sandbox there is no form. */
import { all, element, load } from './dom.ts';
import { send, type Operation } from './send.ts';
import { setValue, valueOf } from './values.ts';

interface Site {
  readonly brand: string;
  readonly environment: 'sandbox' | 'live';
  /** Where each contract is served. */
  readonly bases: Readonly<Record<string, string>>;
}

export async function startTrying(): Promise<void> {
  const response = await fetch('/docs/site.json');
  if (!response.ok) return;
  const site = (await response.json()) as Site;
  for (const name of all('.brand-name')) name.textContent = site.brand;
  showPlaces(site);
  if (site.environment !== 'sandbox') return;
  for (const mark of all('.environment')) {
    mark.textContent = 'Sandbox';
    mark.hidden = false;
  }
  const intro = document.querySelector<HTMLElement>('.try-intro');
  const contract = intro?.dataset['contract'];
  if (intro === null || contract === undefined) return;
  const operations = await load<Readonly<Record<string, Operation>>>(contract);
  intro.append(
    element(
      'p',
      {},
      'This is a sandbox: every endpoint below can be tried here. What you type stays in this tab.',
    ),
  );
  for (const place of all('.try')) {
    const operation = operations[place.dataset['operation'] ?? ''];
    if (operation !== undefined) place.append(formOf(operation, site.bases[contract] ?? ''));
  }
}

/** Addresses as they are here: an operator may serve a contract below another path than the usual one. */
function showPlaces({ bases }: Site): void {
  for (const place of all('[data-prefix]'))
    place.textContent = bases[place.dataset['prefix'] ?? ''] ?? place.textContent;
  for (const place of all('[data-base]')) {
    const base = bases[place.dataset['base'] ?? ''];
    if (base !== undefined) place.textContent = location.origin + base;
  }
}

// What an answer brought is shown in every form that asks for it.
document.addEventListener('values', () => {
  showValues();
});

const secrets = new Set(['CLIENT_SECRET', 'API_SECRET', 'PASSWORD', 'PIN']);

function formOf(operation: Operation, base: string): HTMLElement {
  const form = element('form', { autocomplete: 'off' });
  for (const name of operation.variables) form.append(variableField(name));
  const query = Object.entries(operation.query).map(([name, sent]) => {
    const input = element('input', { name, value: sent, spellcheck: 'false' });
    form.append(labelled(`?${name}=`, input));
    return { name, input };
  });
  const body = element('textarea', { spellcheck: 'false', rows: '8' }, operation.body ?? '');
  if (operation.body !== undefined) form.append(labelled('Body', body));
  const button = element('button', { type: 'submit', class: 'send' }, 'Send');
  const answer = element('div', { class: 'answer', role: 'status' });
  form.append(button);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    button.disabled = true;
    const asked = query.map(({ name, input }) => [name, input.value] as const);
    void send(operation, base, asked, body.value, answer).finally(() => {
      button.disabled = false;
    });
  });
  return element('details', { class: 'trying' }, element('summary', {}, 'Try it'), form, answer);
}

/** The same value in every form. */
function variableField(name: string): HTMLElement {
  const type = secrets.has(name) ? 'password' : 'text';
  const input = element('input', { type, 'data-variable': name, spellcheck: 'false' });
  input.autocomplete = 'off';
  input.value = valueOf(name);
  input.addEventListener('input', () => {
    setValue(name, input.value);
    showValues(input);
  });
  return labelled(name, input);
}

function labelled(name: string, field: HTMLElement): HTMLElement {
  return element('label', {}, element('span', {}, name), field);
}

/** Puts what is known into all forms but the field that is being typed in. */
function showValues(except?: HTMLInputElement): void {
  for (const input of all<HTMLInputElement>('input[data-variable]'))
    if (input !== except) input.value = valueOf(input.dataset['variable'] ?? '');
}
