// A JSON value, as text.
import classes from './parts.module.css';

export const Json = ({ value }: { readonly value: unknown }) => <Code text={JSON.stringify(value, undefined, 2)} />;

/** Text as it was sent or received; JSON is indented. */
export function Body({ text }: { readonly text: string }) {
  return <Code text={indented(text)} />;
}

const Code = ({ text }: { readonly text: string }) => <pre className={classes.code}>{text}</pre>;

function indented(text: string): string {
  if (!/^\s*[[{]/.test(text)) return text;
  try {
    return JSON.stringify(JSON.parse(text), undefined, 2);
  } catch {
    return text;
  }
}
