// A request as a command for a POSIX shell. Secrets, which the history masks, become variables to fill in.

export interface SentRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  readonly body: string;
}

/** Made for each connection anew. */
const ofConnection = new Set(['connection', 'content-length', 'host', 'transfer-encoding', 'accept-encoding']);
const mask = '********';

export function curlOf({ method, url, headers, body }: SentRequest): string {
  let secrets = 0;
  const secret = () => {
    secrets += 1;
    return `SECRET_${secrets}`;
  };
  const parts = [
    `curl -X ${quoted(method, secret)} ${quoted(url, secret)}`,
    ...headers
      .filter(({ name }) => !ofConnection.has(name.toLowerCase()))
      .map(({ name, value }) => `-H ${quoted(`${name}: ${value}`, secret)}`),
    ...(body === '' ? [] : [`--data-raw ${quoted(body, secret)}`]),
  ];
  return parts.join(' \\\n  ');
}

/** In single quotes, where a shell reads nothing; with a variable in double quotes for each mask. */
function quoted(text: string, secret: () => string): string {
  return (
    text
      .split(mask)
      .map((part) => (part === '' ? '' : `'${part.replaceAll("'", `'\\''`)}'`))
      .reduce((left, right) => `${left}"$${secret()}"${right}`) || "''"
  );
}
