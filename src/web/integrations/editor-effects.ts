// What the editor does to the page around it.
import { useEffect } from 'react';
import { shell } from '../words/shell.ts';

/** Of the tab, with a mark while there is something to save. */
export function useTitle(name: string, isDirty: boolean): void {
  useEffect(() => {
    document.title = `${isDirty ? '• ' : ''}${name} · ${shell.product}`;
  }, [name, isDirty]);
}

/** After a refusal the first field that is to blame. */
export function useFocusOnFirst(problems: ReadonlyMap<string, string>): void {
  useEffect(() => {
    if (problems.size > 0) document.querySelector<HTMLElement>('main [aria-invalid="true"]')?.focus();
  }, [problems]);
}
