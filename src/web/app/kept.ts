// What the browser keeps for us. Storage can be switched off or full: then nothing is kept, and the page works on.

export function readKept(storage: 'localStorage' | 'sessionStorage', key: string): string | undefined {
  try {
    return window[storage].getItem(key) ?? undefined;
  } catch {
    return undefined;
  }
}

/** Undefined takes the value away. */
export function keep(storage: 'localStorage' | 'sessionStorage', key: string, value: string | undefined): void {
  try {
    if (value === undefined) window[storage].removeItem(key);
    else window[storage].setItem(key, value);
  } catch {
    // Not kept: see above.
  }
}
