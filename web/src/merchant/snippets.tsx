import { Code } from '../kit/copy.tsx';
import { Panel } from '../kit/panel.tsx';
import { Tabs } from '../kit/tabs.tsx';
import { verifySnippets } from './verify-snippets.ts';

/** How the merchant's system checks a signature. */
export function Snippets() {
  return (
    <Panel
      title="Checking a signature"
      note="Over webhook-id, webhook-timestamp and the bytes of the body, by the Standard Webhooks scheme."
    >
      <Tabs
        label="Languages"
        tabs={verifySnippets.map(({ key, label, code }) => ({
          ...{ key, label },
          content: <Code label={label} text={code} />,
        }))}
      />
    </Panel>
  );
}
