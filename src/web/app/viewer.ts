// Who is signed in and what they may do. The service decides; the page only does not offer what it would refuse.
import { useQuery } from 'urql';
import { ViewerDocument, type ViewerQuery } from '../gql/viewer.ts';
import { shell } from '../words/shell.ts';

type Scope = ViewerQuery['viewer']['scopes'][number];

/** Undefined until it is known. */
export function useViewer(): ViewerQuery['viewer'] | undefined {
  const [{ data }] = useQuery({ query: ViewerDocument, requestPolicy: 'cache-first' });
  return data?.viewer;
}

/** Why something may not be done, in words; undefined when it may, or while that is not known. */
export function useLack(scope: Scope = 'ADMIN'): string | undefined {
  const viewer = useViewer();
  if (!viewer || viewer.scopes.includes(scope) || viewer.scopes.includes('ADMIN')) return undefined;
  return shell.lacks[scope];
}
