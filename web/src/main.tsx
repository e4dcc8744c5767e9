/** The web application: finds out at which of the two sites it is, and shows it. */
import './kit/font.css';
import './kit/tokens.css';
import './kit/base.css';
import './kit/table.css';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { setNonce } from 'get-nonce';
import { queryClient } from './app/query-client.ts';
import { makeRouter } from './app/router.tsx';
import { Toasts } from './kit/toast.tsx';
import { applyTheme } from './kit/theme.ts';
import { SessionEnded } from './sign-in/session-ended.tsx';
import { StepUp } from './sign-in/step-up.tsx';

applyTheme();
// What draws over the page adds a style of its own, which our policy lets through with this alone.
const nonce = document.querySelector<HTMLMetaElement>('meta[name=csp-nonce]')?.content;
if (nonce !== undefined) setNonce(nonce);

const root = document.getElementById('root');
if (root !== null)
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={makeRouter()} />
        <StepUp />
        <SessionEnded />
        <Toasts />
      </QueryClientProvider>
    </StrictMode>,
  );
