import { Panel } from '../kit/panel.tsx';
import { Tabs } from '../kit/tabs.tsx';
import { verifySnippets } from './verify-snippets.ts';
import styles from './delivery.module.css';

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
          content: (
            <pre className={styles['body']} tabIndex={0} role="region" aria-label={label}>
              {code}
            </pre>
          ),
        }))}
      />
    </Panel>
  );
}
