// The texts of causes with what is known of an attempt.

/**
 * Fills `{host}`, `{port}` and `{header}` in. What is not known becomes what can be said without it.
 * @param url of the request; undefined: none was made.
 */
export function filledIn(text: string, url: string | undefined, error: string): string {
  const target = url === undefined ? null : URL.parse(url);
  const known: Readonly<Record<string, string | undefined>> = {
    host: target?.hostname ?? /(?:for|by|of|allowed:|to) ([\w.-]+)(?::\d+)?/.exec(error)?.[1],
    port: target ? target.port || (target.protocol === 'https:' ? '443' : '80') : undefined,
    header: /^header (\S+)/.exec(error)?.[1],
    err: /answered 400 (\w+)/.exec(error)?.[1],
    words: /answered 400 \w+: (.*)$/.exec(error)?.[1],
  };
  return text.replaceAll(/\{(\w+)\}/g, (_, name: string) => known[name] ?? '…');
}
