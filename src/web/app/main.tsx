// Where the page begins.
import '@mantine/core/styles.css';
import './page.css';
import { MantineProvider } from '@mantine/core';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode, useMemo } from 'react';
import { createRoot } from 'react-dom/client';
import { Provider } from 'urql';
import { Toasts } from '../parts/toasts.tsx';
import { createApi } from './api.ts';
import { nonce } from './nonce.ts';
import { providerRefusal, tokenFromProvider } from './oidc.ts';
import { router } from './router.tsx';
import { session, signIn } from './session.ts';
import { SignInPage } from './sign-in.tsx';
import { useStore } from './store.ts';
import { cssVariables, theme } from './theme.ts';

function Page() {
  const { state, number } = useStore(session);
  const api = useMemo(createApi, [number]);
  if (state === 'out') return <SignInPage />;
  return (
    <Provider key={number} value={api}>
      <RouterProvider router={router} />
    </Provider>
  );
}

const place = document.getElementById('page');
if (!place) throw new Error('no place for the page');
// On the way back from a provider, before the address is read by anybody else.
const token = await tokenFromProvider();
if (token !== undefined && (await signIn(token)) !== undefined) providerRefusal.set({ kind: 'forbidden' });

createRoot(place).render(
  <StrictMode>
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariables}
      defaultColorScheme="auto"
      getStyleNonce={() => nonce}
    >
      <Page />
      <Toasts />
    </MantineProvider>
  </StrictMode>,
);
