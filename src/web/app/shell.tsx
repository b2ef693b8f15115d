// What stands around every screen: where one can go, how the connection is, and how the page looks.
import { ActionIcon, Burger } from '@mantine/core';
import { Link, Outlet, useRouterState } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useState } from 'react';
import { Icon } from '../parts/icon.tsx';
import { jump } from '../words/jump.ts';
import { shell } from '../words/shell.ts';
import { ConnectionDot } from './connection-dot.tsx';
import { jumpShown, keysShown, useKeyboard } from './keyboard.ts';
import { SchemeSwitch, ZoneSwitch } from './look-switches.tsx';
import { screens } from './screens.ts';
import { session, signOut } from './session.ts';
import classes from './shell.module.css';
import { useStore } from './store.ts';
import { useViewer } from './viewer.ts';

const KeyList = lazy(() => import('./keys.tsx').then(({ Keys }) => ({ default: Keys })));
const JumpDialog = lazy(() => import('../jump/jump.tsx').then(({ Jump }) => ({ default: Jump })));
const SignInAgain = lazy(() => import('./session-over.tsx').then(({ SessionOver }) => ({ default: SessionOver })));

export function Shell() {
  const [isOpen, setIsOpen] = useState(false);
  const path = useRouterState({ select: ({ location }) => location.pathname });
  // Another screen was chosen.
  const [lastPath, setLastPath] = useState(path);
  if (path !== lastPath) {
    setLastPath(path);
    setIsOpen(false);
  }
  const viewer = useViewer();
  useKeyboard();
  useMainInView(path);
  return (
    <div className={classes.shell}>
      <a className={classes.skip} href="#content">
        {shell.skip}
      </a>
      <header className={classes.header}>
        <Burger hiddenFrom="sm" size="sm" opened={isOpen} onClick={() => setIsOpen(!isOpen)} aria-label={shell.menu} />
        <Link to="/" className={classes.brand}>
          <img src="/ui/icon.svg" width={24} height={24} alt="" />
          <span className={classes.product}>{shell.product}</span>
        </Link>
        <button type="button" className={classes.jump} onClick={() => jumpShown.set(true)}>
          <Icon name="search" size={15} />
          <span className={classes.jumpWords}>{jump.open}</span>
          <kbd className={classes.jumpWords}>{jump.keys}</kbd>
        </button>
        <ConnectionDot />
        <ActionIcon
          variant="subtle"
          color="gray"
          size="lg"
          aria-label={shell.signOut(viewer?.name)}
          title={shell.signOut(viewer?.name)}
          onClick={signOut}
        >
          <Icon name="leave" size={18} />
        </ActionIcon>
      </header>
      <nav className={classes.sidebar} aria-label={shell.pages} data-open={isOpen || undefined}>
        {screens.map(({ to, label, icon }) => (
          <Link key={to} to={to} className={classes.item} activeProps={{ 'aria-current': 'page' }}>
            <Icon name={icon} size={18} />
            {label}
          </Link>
        ))}
        <div className={classes.foot}>
          <ZoneSwitch />
          <SchemeSwitch />
          <button type="button" className={classes.item} onClick={() => keysShown.set(true)}>
            <Icon name="info" size={18} />
            {shell.keys.open}
          </button>
          <a className={classes.item} href="/graphql" target="_blank" rel="noreferrer">
            <Icon name="code" size={18} />
            {shell.playground}
          </a>
        </div>
      </nav>
      <main className={classes.main} id="content" tabIndex={-1}>
        {viewer && !viewer.scopes.includes('ADMIN') && (
          <p className={classes.lookOnly} role="note">
            <Icon name="lock" size={14} /> {shell.lookOnly(viewer.name)}
          </p>
        )}
        <Outlet />
      </main>
      <Suspense fallback={null}>
        <Dialogs />
      </Suspense>
    </div>
  );
}

/** Loaded when they are needed. */
function Dialogs() {
  const areKeysShown = useStore(keysShown);
  const isJumpShown = useStore(jumpShown);
  const { state } = useStore(session);
  return (
    <>
      {areKeysShown && <KeyList />}
      {isJumpShown && <JumpDialog />}
      {state === 'over' && <SignInAgain />}
    </>
  );
}

/** A new screen begins at its top, and a screen reader begins to read there. */
function useMainInView(path: string): void {
  const [first] = useState(path);
  useEffect(() => {
    if (path !== first) document.getElementById('content')?.focus({ preventScroll: true });
  }, [path, first]);
}
